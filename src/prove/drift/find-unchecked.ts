import type { Fleet, Frontend, Node, Service } from "../../contract/fleet.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { isAllowed } from "../questions/access-of.ts";
import type { HeardNode } from "./ask-daemons.ts";
import { checkTellers } from "./compare-checks.ts";
import { type Mismatch, placeText } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** Monitoring checks every frontend that it can reach, and some daemon checks every member. */
export function findUnchecked(heard: readonly HeardNode[], { fleet, claims }: Input): Mismatch[] {
  const tellers = heard.flatMap((each) => checkTellers(each, fleet).map((teller) => ({ node: each.node, ...teller })));
  const monitoring = tellers.filter(({ tellsForAgents }) => tellsForAgents);
  if (monitoring.length === 0) return [];
  const probes = monitoring.flatMap(({ said }) => said);
  const all = tellers.flatMap(({ said }) => said);
  const hosts = monitoring.flatMap(({ node }) => fleet.nodes.get(node) ?? []);
  const frontends = claims.binds.flatMap(({ nodes, address, family, port, transport, services }) =>
    services.flatMap((name): Mismatch[] => {
      const service = fleet.services.get(name);
      const frontend = service?.frontends.find((each) => each.port === port);
      if (service === undefined || frontend === undefined || transport !== "tcp" || service.vip[family] !== address)
        return [];
      if (probes.some((check) => check.service === name && check.address === address && check.port === port)) return [];
      // Redirects are off then.
      if (service.state === "maintenance" && frontend.backend === undefined) return [];
      if (!canBeAsked(service, frontend, address, hosts, fleet)) return [];
      return [
        unchecked(
          service.name,
          nodes,
          `frontend ${frontend.name} at ${placeText({ address, family, port, transport })}`,
        ),
      ];
    }),
  );
  const members = new Map<string, Mismatch>();
  for (const { nodes, service, backend, targets } of claims.serves) {
    for (const { name, address, state } of targets ?? []) {
      if (state === "maintenance" || all.some((check) => check.service === service && check.address === address))
        continue;
      members.set(`${service} ${name}`, unchecked(service, nodes, `member ${name} of backend ${backend}`));
    }
  }
  return [...frontends, ...members.values()];
}

/** Whether a monitoring host is allowed, or a carrier that checks from its own VIP. */
function canBeAsked(
  service: Service,
  { access }: Frontend,
  vip: string,
  hosts: readonly Node[],
  fleet: Fleet,
): boolean {
  const own = hosts.flatMap(({ addresses }) => (vip.includes(":") ? addresses.ipv6 : addresses.ipv4)?.address ?? []);
  return [...own, vip].some((from) => isAllowed(from, fleet, service.access, access));
}

function unchecked(service: string, [node = ""]: readonly string[], what: string): Mismatch {
  return { services: [service], node, asked: "checks", wanted: what, seen: "not checked" };
}
