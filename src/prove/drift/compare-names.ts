import type { Bind } from "../../contract/claim.ts";
import type { Fleet } from "../../contract/fleet.ts";
import type { SaidServe } from "../../contract/said.ts";
import type { Span } from "../../contract/source.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** A host name that is served at a place. */
interface Name extends Pick<SaidServe, "address" | "family" | "port" | "hostname"> {
  readonly service: string;
  readonly causes: readonly Span[];
}

/** Load balancers have the host names of their services where they are served, each for its service. */
export function compareHostNames(heard: HeardNode, { fleet, claims }: Input): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "serve");
  if (said === undefined) return [];
  const promised = new Map<string, Name>();
  for (const { nodes, address, family, port, hostname, service, causes } of claims.serves) {
    if (hostname === undefined || !nodes.includes(node)) continue;
    const name = { address, family, port, hostname, service, causes };
    promised.set(keyOf(name), name);
  }
  const known = new Map(said.map((name) => [keyOf(name), name]));
  const asked = "host names";
  return [
    ...[...promised].flatMap(([key, { service, causes, ...name }]): Mismatch[] => {
      const found = known.get(key);
      if (found?.service === service) return [];
      const seen = found === undefined ? "unknown" : `belongs to ${found.service}`;
      const wanted = `${nameText(name)} belongs to ${service}`;
      return [{ services: [service], node, asked, wanted, seen, ...firstCause(causes) }];
    }),
    ...said
      .filter((name) => !promised.has(keyOf(name)))
      .map((name) => ({
        ...{ services: [name.service].filter((service) => fleet.services.has(service)), node, asked },
        ...{ wanted: `no ${nameText(name)}`, seen: `belongs to ${name.service}` },
      })),
  ];
}

/** A web server has a virtual host for each host name of its services, even one that load balancers redirect, and for no other. */
export function compareVirtualHosts(heard: HeardNode, { fleet, claims }: Input): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "vhost");
  if (said === undefined) return [];
  const binds = claims.binds.filter(
    ({ by, nodes }) => heard.daemons.get(by)?.tells.includes("vhost") && nodes.includes(node),
  );
  const common = { node, asked: "virtual hosts" };
  return binds.flatMap((bind): Mismatch[] => {
    const own = said.filter(({ port, family }) => port === bind.port && family === bind.family);
    const promised = namesOf(bind, fleet);
    const allowed = new Set([...promised.keys(), ...mayComeWith(node, bind, fleet)]);
    return [
      ...[...promised]
        .filter(([hostname]) => !own.some((each) => each.hostname === hostname))
        .map(([hostname, service]) => ({
          ...{ ...common, services: [service] },
          ...{ wanted: nameText({ ...bind, hostname }), seen: "no such virtual host" },
        })),
      ...own
        .filter(({ hostname }) => !allowed.has(hostname))
        .map((name) => ({
          ...{ ...common, services: bind.services.length === 1 ? bind.services : [] },
          ...{ wanted: `no ${nameText(name)}`, seen: "it exists" },
        })),
    ];
  });
}

/** Host names of the services at a port. */
function namesOf({ services }: Bind, fleet: Fleet): Map<string, string> {
  return new Map(
    services.flatMap((name) =>
      (fleet.services.get(name)?.hostnames ?? []).map((hostname) => [hostname, name] as const),
    ),
  );
}

/** Host names of checks; a vhost without names has the machine's. */
function mayComeWith(node: string, { services }: Bind, fleet: Fleet): string[] {
  return services.flatMap((name) => {
    const { hostnames = [], backends = [], health } = fleet.services.get(name) ?? {};
    const checks = [health?.check, ...backends.map(({ check }) => check)];
    return [...(hostnames.length === 0 ? [node] : []), ...checks.flatMap((check) => check?.host ?? [])];
  });
}

function keyOf({ address, port, hostname }: Pick<SaidServe, "address" | "port" | "hostname">): string {
  return `${address} ${port} ${hostname}`;
}

function nameText(name: Pick<SaidServe, "address" | "family" | "port" | "hostname">): string {
  return `${name.hostname} at ${placeText({ ...name, transport: "tcp" })}`;
}
