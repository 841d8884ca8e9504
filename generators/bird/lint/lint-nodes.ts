import { FAMILIES, type Fleet, type Node } from "../../../src/contract/fleet.ts";
import { keyAt } from "../../../src/contract/origin.ts";
import { isPlainRouter } from "../../../src/fleet/announce/sessions.ts";
import { isAtLeast } from "../../../src/fleet/targets.ts";
import { holds, rangeOf } from "../../../src/ip/address-range.ts";
import { FAMILY_NAMES } from "../../../src/ip/family.ts";
import type { Model, Speaker } from "../model.ts";
import type { BirdFinding } from "./bird-finding.ts";

/** Addresses and ids of nodes. A fleet that announces nothing may use any addresses. */
export function lintNodes({ fleet, speakers: byNode }: Model): BirdFinding[] {
  if (fleet.spec.asn === undefined) return [];
  const speakers = [...byNode.values()];
  // A node with the address of a VIP is already reported.
  const vips = [...fleet.vips.values(), ...[...fleet.services.values()].map((service) => service.vip)];
  const taken = new Set(vips.flatMap((vip) => [vip.ipv4, vip.ipv6]));
  return [
    ...[...fleet.nodes.values()].flatMap((node) => [
      ...announcedNode(fleet, node, taken),
      ...routerBesides(node),
      ...(isPlainRouter(node) && isAtLeast(fleet, "bird", "3.1") ? [losesRoutes(fleet, node)] : []),
    ]),
    ...sameId(speakers),
    ...speakers.flatMap((speaker) => unheard(speaker, speakers)),
  ];
}

function announcedNode(fleet: Fleet, node: Node, vips: ReadonlySet<string | undefined>): BirdFinding[] {
  return FAMILIES.flatMap((family) => {
    const address = node.addresses[family]?.address;
    if (address === undefined || vips.has(address)) return [];
    const prefix = fleet.announce[family].find((each) => holds(rangeOf(each), rangeOf(address)));
    if (prefix === undefined) return [];
    return [
      {
        code: "bird/announce-holds-node",
        message: `${prefix} of fleet.announce contains ${address}, an address of node ${node.name}`,
        at: keyAt(node, "addresses", family),
        notes: [{ message: "the announced prefixes are set here", at: keyAt(fleet, "announce") }],
        help: "use prefixes for VIPs that overlap no machine's subnet",
        subject: { kind: "node", name: node.name },
      } as const,
    ];
  });
}

/** A router's configuration differs from any other speaker's, and BIRD has only one. */
function routerBesides(node: Node): BirdFinding[] {
  const [other] = (["load-balancer", "anycast-server", "route-reflector"] as const).filter((role) =>
    node.roles.has(role),
  );
  if (other === undefined || !node.roles.has("router")) return [];
  return [
    {
      code: "bird/router-with-role",
      message: `${node.name} is both router and ${other}, but its BIRD can only be one of them`,
      at: keyAt(node, "roles"),
      help: `remove the role \`router\`, or give the role ${other} to another machine`,
      subject: { kind: "node", name: node.name },
    },
  ];
}

/** Seen on 3.1.8: its export by `merge paths` remembers the number of a refused route after that route is gone. */
function losesRoutes(fleet: Fleet, node: Node): BirdFinding {
  return {
    code: "bird/router-loses-routes",
    message: `${node.name} is a router, and BIRD ${fleet.spec.targets.bird} may leave VIPs out of its kernel`,
    at: keyAt(node, "roles"),
    notes: [{ message: "the version is set here", at: keyAt(fleet, "targets") }],
    help: "run BIRD 2.17 on it, and accept this; or set `fleet.targets.bird` to 2.17",
    subject: { kind: "node", name: node.name },
  };
}

function sameId(speakers: readonly Speaker[]): BirdFinding[] {
  const owners = new Map<string, Node>();
  return speakers.flatMap(({ node, id }) => {
    const owner = owners.get(id);
    owners.set(id, owner ?? node);
    // Nodes with the same IPv4 address are already reported.
    if (owner === undefined || (node.addresses.ipv4 !== undefined && owner.addresses.ipv4 !== undefined)) return [];
    return [
      {
        code: "bird/router-id-twice",
        message: `${owner.name} and ${node.name} have the same router id ${id}`,
        at: keyAt(node, "addresses"),
        notes: [{ message: `${owner.name} has it from its address`, at: keyAt(owner, "addresses") }],
        help: "give one of them an IPv4 address, or another IPv6 address",
        subject: { kind: "node", name: node.name },
      } as const,
    ];
  });
}

/** VIPs of a family that the node cannot announce to any reflector. A fleet without reflectors is already reported. */
function unheard({ node, announced, sessions }: Speaker, speakers: readonly Speaker[]): BirdFinding[] {
  if (!speakers.some((other) => other.node !== node && other.node.roles.has("route-reflector"))) return [];
  return FAMILIES.flatMap((family) => {
    const count = announced[family].length;
    if (count === 0 || sessions.some((session) => session.family === family)) return [];
    const what = count === 1 ? "a VIP" : `${count} VIPs`;
    return [
      {
        code: "bird/no-session",
        message: `${node.name} has ${what} over ${FAMILY_NAMES[family]}, but no route reflector has an ${FAMILY_NAMES[family]} address`,
        at: keyAt(node, "addresses", family),
        help: `give the route reflectors an ${FAMILY_NAMES[family]} address`,
        subject: { kind: "node", name: node.name },
      } as const,
    ];
  });
}
