import type { Admit, Check, Claim, Target } from "../../../src/contract/claim.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Fleet, Member, Node } from "../../../src/contract/fleet.ts";
import type { ServiceBackend } from "../backend/used-backends.ts";

/** Members admit their load balancers, which also check them. `sources` are the addresses of the load balancers. */
export function claimBackend(
  { service, backend }: ServiceBackend,
  nodes: readonly Node[],
  sources: readonly string[],
  fleet: Fleet,
): Claim[] {
  const asking = nodes.map((node) => node.name);
  const why = `backend ${backend.name} of ${service.name} from ${asking.join(", ")}`;
  return backend.members.flatMap((member): Claim[] => {
    const address = member.node.addresses[fleet.memberFamily]?.address;
    if (address === undefined || member.node.state === "planned") return [];
    const checked = backend.check?.port ?? member.port;
    const family = fleet.memberFamily;
    const causes = [member.tree];
    const admits = [...new Set([member.port, checked])].map(
      (port): Admit => ({
        kind: "admit",
        nodes: [member.node.name],
        address,
        family,
        port,
        transport: "tcp",
        sources,
        except: [],
        public: false,
        why,
        services: [service.name],
        causes,
      }),
    );
    if (backend.check === undefined) return admits;
    const asks: Check = {
      kind: "check",
      nodes: asking,
      by: "haproxy",
      service: service.name,
      address,
      family,
      port: checked,
      check: backend.check,
      causes,
    };
    return [...admits, asks];
  });
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
