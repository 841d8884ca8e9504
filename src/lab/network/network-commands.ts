import type { Family } from "../../contract/fleet.ts";
import type { LabPlan, LabRoute, Machine } from "./lab-plan.ts";

/** Path of the fabric's network namespace for machines, relative to the folder of the lab. */
const FABRIC_NAMESPACE = "./fabric.net";

/** Lines for `ip -batch` that create the bridges, without multicast snooping and without forwarding delay. */
export function bridgeCommands({ bridges }: LabPlan): string[] {
  return bridges.flatMap((bridge) => [
    `link add ${bridge} type bridge mcast_snooping 0 forward_delay 0 stp_state 0`,
    `link set ${bridge} up`,
  ]);
}

/** Lines for `ip -batch`, run in the machine, that create its wires; the other ends appear in the fabric. */
export function wireCommands({ ports }: Machine): string[] {
  return ports.map(
    ({ name, far, mac }) => `link add ${name} address ${mac} type veth peer name ${far} netns ${FABRIC_NAMESPACE}`,
  );
}

/** Lines for `ip -batch`, run in the fabric, that plug the machine in. */
export function plugCommands({ ports }: Machine): string[] {
  return ports.map(({ far, bridge }) => `link set ${far} master ${bridge} up`);
}

/** Lines for `ip -batch` that give the machine its addresses and routes. Without `nodad` daemons could not bind IPv6 at once. */
export function addressCommands({ ports, routes }: Machine): string[] {
  return [
    "link set lo up",
    ...ports.map(({ name }) => `link set ${name} up`),
    ...ports.flatMap(({ name, addresses }) =>
      addresses.map((address) => `address add ${address} dev ${name}${address.includes(":") ? " nodad" : ""}`),
    ),
    ...routes.map(routeCommand),
  ];
}

/** Lines for `ip -batch` that route packets by source. `ip` accepts one family at a time here. */
export function ruleCommands({ routes }: Machine, family: Family): string[] {
  return routes.flatMap((route) =>
    route.table === undefined || route.family !== family
      ? []
      : [`rule add from ${route.table.source} table ${route.table.number}`],
  );
}

/** Files below `/proc/sys` and their values. Routers forward, and hash flows by addresses and ports. */
export function kernelSettings({ kind, ports }: Machine): string[] {
  // `default` does not affect existing interfaces.
  const places = ["all", "default", ...ports.map(({ name }) => name)];
  const common = places.flatMap((place) => [
    `net/ipv4/conf/${place}/rp_filter=0`,
    `net/ipv4/conf/${place}/accept_redirects=0`,
    `net/ipv4/conf/${place}/send_redirects=0`,
    `net/ipv6/conf/${place}/accept_ra=0`,
    // Duplicate address detection takes a second.
    `net/ipv6/conf/${place}/accept_dad=0`,
  ]);
  if (kind !== "router") return common;
  return [
    ...common,
    "net/ipv4/ip_forward=1",
    "net/ipv6/conf/all/forwarding=1",
    "net/ipv4/fib_multipath_hash_policy=1",
    "net/ipv6/fib_multipath_hash_policy=1",
  ];
}

/** A next hop may be outside the machine's subnets, therefore `onlink` if the port is known. */
function routeCommand({ to, via, isUnreachable, port, metric, table }: LabRoute): string {
  if (isUnreachable) return `route add unreachable ${to}`;
  const device = port === undefined ? "" : ` dev ${port}`;
  const where = `${metric === undefined ? "" : ` metric ${metric}`}${table === undefined ? "" : ` table ${table.number}`}`;
  if (via.length > 1) return `route add ${to}${where}${via.map((hop) => ` nexthop via ${hop}${device}`).join("")}`;
  const hop = via.map((address) => ` via ${address}`).join("");
  return `route add ${to}${where}${hop}${device}${hop === "" || port === undefined ? "" : " onlink"}`;
}
