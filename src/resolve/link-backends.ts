import type { Report } from "../contract/finding.ts";
import type { Backend, Member, Node, Service } from "../contract/fleet.ts";
import type { Member as MemberWritten } from "../contract/language.ts";
import { find, type MapTree, nearest, plain, type Tree } from "../contract/tree.ts";
import { withMemberDefaults } from "./apply-entry-defaults.ts";
import { impliedPort } from "./implied-port.ts";
import { linkCheck } from "./link-check.ts";
import type { LinkedNodes } from "./link-nodes.ts";
import type { Inventory } from "./link-service.ts";
import { reportNothingToExtend } from "./merge-layers.ts";
import { backendMembers, extensionOfNothing } from "./normalize-members.ts";
import { follow } from "./references.ts";

/** Backends with their members, sorted by name; undefined where something that they name is unknown. */
export function linkBackends(
  tree: MapTree,
  spec: Service["spec"],
  where: string,
  inventory: Inventory,
  report: Report,
): Backend[] | undefined {
  const backends: Backend[] = [];
  let sound = true;
  for (const name of Object.keys(spec.backends ?? {}).sort()) {
    const written = spec.backends?.[name];
    if (written === undefined) continue;
    const at = nearest(tree, ["backends", name]);
    const place = `${where}.backends.${name}`;
    const implied = written.port === undefined ? impliedPort(tree, spec, name, place) : { port: written.port };
    const port = "port" in implied ? implied.port : undefined;
    const pool = backendMembers(tree, name);
    const extension = extensionOfNothing(tree, name);
    if (extension !== undefined) reportNothingToExtend(extension, `${place}.members`, report);
    const members = linkMembers(pool, port, `${place}.members`, inventory.linked, report);
    const unreachable = "missing" in implied && lacksPort(pool);
    if (unreachable) report(implied.missing);
    if (
      !readPage(written.maintenance_page, find(at, ["maintenance_page"]), inventory, report) ||
      members === undefined ||
      unreachable
    )
      sound = false;
    else {
      backends.push({
        name,
        spec: written,
        tree: at,
        protocol: written.protocol,
        algorithm: written.algorithm,
        clientAddress: written.client_address ?? (written.protocol === "http" ? "header" : "hidden"),
        members,
        ...(written.check === undefined ? {} : { check: linkCheck(written.check) }),
      });
    }
  }
  return sound ? backends : undefined;
}

function linkMembers(
  tree: MapTree | undefined,
  port: number | undefined,
  where: string,
  { nodes }: LinkedNodes,
  report: Report,
): Member[] | undefined {
  const members: Member[] = [];
  let sound = true;
  for (const [name, entry] of Object.entries(tree?.entries ?? {})) {
    if (entry.kind !== "map") continue;
    const merged = withMemberDefaults(entry);
    const written = plain(merged) as MemberWritten;
    const node = follow(nodes, written.node ?? name, find(entry, ["node"]) ?? keyOf(entry), where, report);
    if (node === undefined) sound = false;
    else {
      members.push({
        name,
        node,
        port: written.port ?? port ?? NO_PORT,
        weight: written.weight ?? 100,
        backup: written.backup ?? false,
        ...(written.server_name === undefined ? {} : { serverName: written.server_name }),
        state: effectiveState(written.state ?? "active", node),
        tree: merged,
      });
    }
  }
  return sound ? members : undefined;
}

/** Stands in until the service is refused for it. */
const NO_PORT = 0;

function lacksPort(members: MapTree | undefined): boolean {
  return Object.values(members?.entries ?? {}).some((member) => member.kind === "map" && !find(member, ["port"]));
}

/** Members of a map have keys; those of a list are their own place. */
function keyOf(entry: Tree): Tree {
  return entry.key === undefined ? entry : { ...entry, start: entry.key[0], end: entry.key[1] };
}

function effectiveState(state: Member["state"], node: Node): Member["state"] {
  if (node.state === "planned" || node.state === "offline") return "maintenance";
  return node.state === "draining" && state === "active" ? "draining" : state;
}

/** Reads the page that a backend names; false where it can't be had. */
function readPage(
  path: string | undefined,
  at: Tree | undefined,
  { files, named }: Inventory,
  report: Report,
): boolean {
  if (path === undefined || at === undefined || named.has(path)) return true;
  const file = files.read(path);
  if ("text" in file) {
    named.set(path, file.text);
    return true;
  }
  report({
    code: "reference/file",
    message: `the file ${JSON.stringify(path)} ${file.problem}`,
    at,
    help: "name a file in the catalog's folder, by its path from there",
  });
  return false;
}
