import type { Admit, Check, Target } from "../../../src/contract/claim.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Backend, Fleet, Member, Node } from "../../../src/contract/fleet.ts";
import type { ServiceBackend } from "../backend/used-backends.ts";

/** Members admit their load balancers, which also check them. `sources` are the addresses of the load balancers. */
export function admitAtMembers(
  { service, backend }: ServiceBackend,
  nodes: readonly Node[],
  sources: readonly string[],
  fleet: Fleet,
): Admit[] {
  const family = fleet.memberFamily;
  const why = `backend ${backend.name} of ${service.name} from ${nodes.map((node) => node.name).join(", ")}`;
  const services = [service.name];
  return backend.members.flatMap((member): Admit[] => {
    const address = addressOf(member, fleet);
    if (address === undefined) return [];
    return [...new Set([member.port, checkedPort(member, backend)])].map((port) => ({
      kind: "admit",
      nodes: [member.node.name],
      ...{ address, family, port, transport: "tcp", sources, except: [] },
      ...{ public: false, why, services, causes: [member.tree] },
    }));
  });
}

/** How the load balancers check a backend's members. */
export function checkMembers({ service, backend }: ServiceBackend, nodes: readonly Node[], fleet: Fleet): Check[] {
  const { check } = backend;
  if (check === undefined) return [];
  const asking = nodes.map((node) => node.name);
  return backend.members.flatMap((member): Check[] => {
    const address = addressOf(member, fleet);
    if (address === undefined) return [];
    return [
      {
        kind: "check",
        nodes: asking,
        ...{ by: "haproxy", service: service.name, address, family: fleet.memberFamily },
        ...{ port: checkedPort(member, backend), check, causes: [member.tree] },
      },
    ];
  });
}

function checkedPort({ port }: Member, { check }: Backend): number {
  return check?.port ?? port;
}

/** Where a member is reached; none if it is not there yet. */
function addressOf({ node }: Member, fleet: Fleet): string | undefined {
  return node.state === "planned" ? undefined : node.addresses[fleet.memberFamily]?.address;
}

/** Members that a client may end up at, sorted by name. */
export function targetsOf({ service, backend }: ServiceBackend, fleet: Fleet): Target[] {
  const closed = service.state === "maintenance";
  return backend.members
    .flatMap((member) => toTarget(closed ? { ...member, state: "maintenance" } : member, fleet))
    .sort((a, b) => compareText(a.name, b.name));
}

function toTarget(member: Member, fleet: Fleet): Target[] {
  const address = member.node.addresses[fleet.memberFamily]?.address;
  if (address === undefined) return [];
  const { name, port, weight, backup, state } = member;
  return [{ name, node: member.node.name, address, port, weight, backup, state }];
}
