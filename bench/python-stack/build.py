"""The usual way for comparison: PyYAML, JSON Schema, layers merged as dicts, Jinja2 templates, a file per node.

Validates against the same schema as intentlb and renders comparable text for HAProxy, Apache and nftables. It knows no
origins, follows no references, and lints nothing.

    build.py <project> <catalog> <out>

Prints CPU seconds by stage, memory and the number of files as JSON.
"""

import hashlib
import json
import pathlib
import resource
import sys
import time

import jinja2
import jsonschema
import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
for tag in ("!append", "!prepend"):
    Loader.add_constructor(tag, lambda loader, node: loader.construct_sequence(node, deep=True))

FAMILIES = ("ipv4", "ipv6")


def load(folder):
    sections = {}
    for path in sorted(pathlib.Path(folder).rglob("*.yaml")):
        for section, entries in yaml.load(path.read_text(), Loader).items():
            sections.setdefault(section, {}).update(entries)
    return sections


def validator_of(schema, definition):
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]})


def check(validator, things):
    for name, thing in things.items():
        for error in validator.iter_errors(thing):
            raise SystemExit(f"{name}: {error.json_path}: {error.message}")


def merge(base, over):
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    merged = dict(base)
    for key, value in over.items():
        merged[key] = merge(base[key], value) if key in base else value
    return merged


def resolve(catalog, built_in, defaults):
    profiles = {**built_in, **catalog["profiles"]}
    bottom = merge(defaults["service"], catalog["defaults"]["service"])
    known = {}

    def profile(name):
        if name not in known:
            known[name] = layer(profiles[name])
        return known[name]

    def layer(written):
        parents = written.get("extends", [])
        tree = bottom
        for parent in [parents] if isinstance(parents, str) else parents:
            tree = merge(tree, profile(parent))
        return merge(tree, written)

    return {name: entry_defaults(layer(service), defaults) for name, service in catalog["services"].items()}


def entry_defaults(service, defaults):
    for section, default in (("frontends", "frontend"), ("backends", "backend")):
        entries = service.get(section, {})
        service[section] = {name: merge(defaults[default], entry) for name, entry in entries.items() if entry}
    for backend in service["backends"].values():
        if "check" in backend:
            backend["check"] = merge(defaults["check"], backend["check"])
    if "check" in service.get("health", {}):
        service["health"] = {**service["health"], "check": merge(defaults["check"], service["health"]["check"])}
    return service


def members_of(service, backend, groups, nodes):
    named = backend.get("members", service.get("members", []))
    names = [named] if isinstance(named, str) else list(named)
    found = {name: {} for each in names for name in groups.get(each, [each])}
    if isinstance(named, dict):
        found = {name: {**found[name], **(named[name] or {})} for name in found}
    ports = [front["port"] for front in service["frontends"].values() if front.get("transport") != "udp"]
    return [
        {
            "name": name,
            "address": nodes[name]["addresses"]["ipv4"].split("/")[0],
            "port": member.get("port", backend.get("port", ports[-1])),
            **member,
        }
        for name, member in sorted(found.items())
    ]


def prefixes(refs, networks, family):
    found = []
    for ref in refs:
        if ref == "world":
            found.append("0.0.0.0/0" if family == "ipv4" else "::/0")
        else:
            found += [prefix for prefix in networks[ref] if (":" in prefix) == (family == "ipv6")]
    return found


def model(catalog, services):
    groups, networks, nodes = {}, catalog["networks"], catalog["nodes"]
    for name, node in nodes.items():
        for group in node.get("groups", []):
            groups.setdefault(group, []).append(name)
    listeners = {}
    for name, service in sorted(services.items()):
        service["name"] = name
        vip = service["vip"]
        service["addresses"] = catalog["vips"][vip] if isinstance(vip, str) else vip
        service["sources"] = {family: prefixes(service["access"]["from"], networks, family) for family in FAMILIES}
        for backend in service["backends"].values():
            backend["servers"] = members_of(service, backend, groups, nodes)
        for frontend, entry in service["frontends"].items():
            key = (service["addresses"]["ipv4"], service["addresses"].get("ipv6"), entry["port"])
            first = {"name": f"{name}-{entry['port']}", "port": entry["port"], "entries": []}
            listener = listeners.setdefault(key, first)
            listener["entries"].append({"service": service, "name": frontend, **entry})
            listener["addresses"] = service["addresses"]
    return groups, listeners


def write(out, place, text, files):
    path = pathlib.Path(out, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text.encode()
    files[place] = hashlib.sha256(data).hexdigest()
    path.write_bytes(data)


def render(catalog, services, groups, listeners, templates, out):
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates), trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    names = ("haproxy.cfg", "vhost.conf", "nftables.nft", "vips.nft")
    haproxy, apache, nftables, vips = (environment.get_template(f"{name}.j2") for name in names)
    balanced = [service for service in services.values() if service["balance"]["by"] == "haproxy"]
    by = {"haproxy": [], "anycast": []}
    for _, listener in sorted(listeners.items()):
        by[listener["entries"][0]["service"]["balance"]["by"]].append(listener)
    body = haproxy.render(listeners=by["haproxy"], services=balanced)
    at_node, vhosts = {}, {}
    for service in balanced:
        for backend in service["backends"].values():
            for server in backend["servers"]:
                at_node.setdefault(server["name"], []).append((service["name"], server["port"]))
        if "apache" in service:
            text = apache.render(service=service)
            for server in service["backends"]["web"]["servers"]:
                vhosts.setdefault(server["name"], []).append((service["name"], text))
    nodes = catalog["nodes"].values()
    balancers = [node["addresses"]["ipv4"].split("/")[0] for node in nodes if "load-balancer" in node["roles"]]
    # What nodes have in common is rendered once.
    shared = {
        "load-balancer": vips.render(listeners=by["haproxy"]),
        "anycast-server": vips.render(listeners=by["anycast"]),
    }
    files = {}
    for name, node in sorted(catalog["nodes"].items()):
        if node.get("managed") is False:
            continue
        if "load-balancer" in node["roles"]:
            write(out, f"{name}/etc/haproxy/haproxy.cfg", f"# {name}\n{body}", files)
        for service, text in vhosts.get(name, []) if "web-server" in node["roles"] else []:
            write(out, f"{name}/etc/apache2/sites-enabled/{service}.conf", text, files)
        text = nftables.render(
            name=name,
            vips="".join(shared.get(role, "") for role in node["roles"]),
            ports=at_node.get(name, []),
            balancers=balancers,
            management=catalog["networks"]["management"],
        )
        write(out, f"{name}/etc/nftables.d/stack.nft", text, files)
    pathlib.Path(out, "manifest.json").write_text(json.dumps(files, indent=1))
    return files


def main(project, folder, out):
    seconds, booked = {}, 0.0

    def book(stage):
        nonlocal booked
        seconds[stage] = time.process_time() - booked
        booked = time.process_time()

    book("start-up")
    catalog = load(folder)
    built_in = {}
    for path in sorted(pathlib.Path(project, "services").glob("*.yaml")):
        if path.stem != "defaults":
            built_in.update(yaml.load(path.read_text(), Loader)["profiles"])
    defaults = yaml.load(pathlib.Path(project, "services", "defaults.yaml").read_text(), Loader)
    book("parse")
    schema = json.loads(pathlib.Path(project, "schemas", "language.schema.json").read_text())
    check(validator_of(schema, "nodeLayer"), catalog["nodes"])
    written, resolved = validator_of(schema, "serviceLayer"), validator_of(schema, "service")
    check(written, {**catalog["profiles"], **catalog["services"]})
    book("validate")
    services = resolve(catalog, built_in, defaults)
    book("resolve")
    check(resolved, services)
    book("validate resolved")
    groups, listeners = model(catalog, services)
    files = render(catalog, services, groups, listeners, pathlib.Path(__file__).parent / "templates", out)
    book("render, write")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"seconds": seconds, "megabytes": megabytes, "files": len(files)}, sys.stdout)


main(*sys.argv[1:])
