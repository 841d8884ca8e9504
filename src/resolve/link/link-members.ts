import type { Member, Node } from "../../contract/fleet.ts";
import type { Member as MemberWritten } from "../../contract/language.ts";
import { present } from "../../contract/present.ts";
import { find, keySpan, type MapTree, plain } from "../../contract/tree.ts";
import { oncePerPair } from "../../fleet/once-per-pair.ts";
import { withMemberDefaults } from "../layers/apply-entry-defaults.ts";
import type { ImpliedPort } from "./implied-port.ts";
import type { Linking } from "./linking.ts";
import { follow } from "./references.ts";

/**
 * Members of a backend in the order written; undefined if one is not a node or has no port. All such nodes are
 * reported; a missing port is reported once for all members.
 * @param implied Port of members that set none.
 */
export function linkMembers(
  pool: MapTree | undefined,
  implied: ImpliedPort,
  linking: Linking,
): readonly Member[] | undefined {
  if (pool === undefined) return [];
  const byPort = pools(linking.inventory.nodes, pool, () => new Map());
  const port = "port" in implied ? implied.port : undefined;
  const before = byPort?.get(port);
  if (before !== undefined) return before;
  const members = linkPool(pool, implied, linking);
  if (members !== undefined) byPort?.set(port, members);
  return members;
}

/** By the port of members that set none. */
const pools = oncePerPair<Map<number | undefined, readonly Member[]>>();

function linkPool(pool: MapTree, implied: ImpliedPort, linking: Linking): Member[] | undefined {
  const { inventory, report } = linking;
  const members: Member[] = [];
  let sound = true;
  let portless = false;
  for (const [name, entry] of Object.entries(pool.entries)) {
    if (entry.kind !== "map") continue;
    const tree = withMemberDefaults(entry);
    const written = plain(tree) as MemberWritten;
    const node = follow(inventory.nodes, written.node ?? name, find(entry, ["node"]) ?? keySpan(entry), linking);
    const port = written.port ?? ("port" in implied ? implied.port : undefined);
    portless ||= port === undefined;
    if (node === undefined || port === undefined) sound = false;
    else {
      members.push({
        name,
        node,
        port,
        weight: written.weight ?? 100,
        backup: written.backup ?? false,
        ...present({ serverName: written.server_name }),
        state: effectiveState(written.state ?? "active", node),
        tree,
      });
    }
  }
  if (portless && "missing" in implied) report(implied.missing);
  return sound ? members : undefined;
}

function effectiveState(state: Member["state"], node: Node): Member["state"] {
  if (node.state === "planned" || node.state === "offline") return "maintenance";
  return node.state === "draining" && state === "active" ? "draining" : state;
}
