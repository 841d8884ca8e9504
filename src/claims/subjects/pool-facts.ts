import type { Backend, Member } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { Facts } from "../../contract/subject.ts";
import { find, textOf } from "../../contract/tree.ts";

const USUAL_WEIGHT = 100;

/** The members of a backend: the port that all of them have, and what each has by itself. */
export function poolFacts({ members }: Backend): Facts {
  const ports = new Set(members.map(({ port }) => port));
  const [port] = ports;
  const shared = ports.size === 1 && port !== undefined ? port : undefined;
  return {
    ...present({ port: shared }),
    members: Object.fromEntries(members.map((member) => [member.name, memberFacts(member, shared)])),
  };
}

/** What is usual is left out. The state is the member's own: what its node's state does to it is a fact of the node. */
function memberFacts(member: Member, sharedPort: number | undefined): Facts {
  const state = find(member.tree, ["state"]);
  const own = state === undefined ? "active" : textOf(state);
  return present({
    node: member.node.name === member.name ? undefined : member.node.name,
    port: member.port === sharedPort ? undefined : member.port,
    weight: member.weight === USUAL_WEIGHT ? undefined : member.weight,
    backup: member.backup || undefined,
    server_name: member.serverName,
    state: own === "active" ? undefined : own,
  }) as Facts;
}
