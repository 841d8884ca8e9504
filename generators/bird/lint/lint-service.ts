import type { Report } from "../../../src/contract/finding.ts";
import { FAMILIES, type Frontend } from "../../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { find, type Tree } from "../../../src/contract/tree.ts";
import { isEmitted } from "../../../src/fleet/emitted.ts";
import { FAMILY_NAMES } from "../../../src/ip/family.ts";
import { MOST_NEXT_HOPS } from "../next-hop-limit.ts";
import type { BirdFinding } from "./bird-finding.ts";

/** Milliseconds: connections that live this long will see a route change some day. */
const LONG = 300_000;

/** A service whose clients notice when routes change, or whose VIP no node can announce. */
export function lintService(service: LoneService, report: Report, fleet: Surroundings): void {
  if (fleet.spec.asn === undefined || !isEmitted(service)) return;
  const drafts = [...longConnections(service, fleet), ...withoutFamily(service), ...beyondLimit(service)];
  for (const draft of drafts) report(draft);
}

/** A VIP without any active node is already reported. */
function withoutFamily(service: LoneService): BirdFinding[] {
  const nodes = service.balance.nodes.filter((node) => node.managed && node.state === "active");
  if (nodes.length === 0) return [];
  return FAMILIES.flatMap((family) => {
    const address = service.vip[family];
    if (address === undefined || nodes.some((node) => node.addresses[family] !== undefined)) return [];
    const label = FAMILY_NAMES[family];
    return [
      {
        code: "bird/nobody-announces",
        message: `${address} of ${service.name} is not announced: none of its nodes has an ${label} address`,
        at: at(service, "balance", "nodes"),
        notes: [{ message: "the VIP is set here", at: at(service, "vip") }],
        help: `give them ${label} addresses`,
        subject: { kind: "service", name: service.name },
      } as const,
    ];
  });
}

/** Routers share traffic among this many next hops at most. */
function beyondLimit(service: LoneService): BirdFinding[] {
  const count = service.balance.nodes.filter((node) => node.managed && node.state !== "planned").length;
  if (count <= MOST_NEXT_HOPS) return [];
  return [
    {
      code: "bird/too-many-next-hops",
      message: `${count} nodes announce ${service.name}, but routers use at most ${MOST_NEXT_HOPS} next hops: the rest get no traffic`,
      at: at(service, "balance", "nodes"),
      help: "divide the nodes among several VIPs",
      subject: { kind: "service", name: service.name },
    },
  ];
}

function longConnections(service: LoneService, fleet: Surroundings): BirdFinding[] {
  if (service.balance.by !== "anycast") return [];
  const long = service.frontends.flatMap((frontend) => {
    const why = whyLong(service, frontend, fleet);
    return why === undefined ? [] : [{ frontend, why }];
  });
  const [first] = long;
  if (first === undefined) return [];
  const names = long.map(({ frontend }) => frontend.name).join(", ");
  return [
    {
      code: "bird/anycast-long-tcp",
      message: `${service.name} is balanced by anycast only: connections to ${names} break when a server is added or fails`,
      at: keyAt(service),
      notes: [{ message: first.why }],
      help: "balance it by haproxy, or accept it if clients retry",
      subject: { kind: "service", name: service.name },
    },
  ];
}

/** Protocols that also run over UDP use TCP for single long responses, and their clients fall back. */
function whyLong(service: LoneService, { name, port, transports }: Frontend, fleet: Surroundings): string | undefined {
  if (!transports.includes("tcp")) return undefined;
  const besides = service.frontends.some((other) => other.port === port && other.transports.includes("udp"));
  if (!besides) return `${name} is offered over TCP only`;
  const isLong = (key: "client" | "tunnel") =>
    (service.timeouts[key] ?? 0) >= LONG && saysItself(service, find(service.tree, ["timeouts", key]), fleet);
  return isLong("client") || isLong("tunnel") ? `its timeouts keep connections for five minutes or more` : undefined;
}

/** No daemon of such a service uses timeouts. They count if set by the service or its profiles, but not by `defaults`. */
function saysItself(service: LoneService, value: Tree | undefined, fleet: Surroundings): boolean {
  if (value === undefined) return false;
  const layers = [service.tree, ...service.profiles.flatMap((name) => fleet.profiles.get(name)?.tree ?? [])];
  return layers.some(({ source, start, end }) => source === value.source && start <= value.start && value.end <= end);
}
