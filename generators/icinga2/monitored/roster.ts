import { compareText } from "../../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Node } from "../../../src/contract/fleet.ts";
import type { Surroundings } from "../../../src/contract/lone-service.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";

/** Port of Icinga's API. */
export const API_PORT = 5665;

/** A node that runs programs for the monitoring hosts. */
export interface Agent {
  readonly node: Node;
  /** Its address for the monitoring hosts, and the family. */
  readonly family: Family;
  readonly address: string;
}

/** Monitoring hosts and agents. */
export interface Roster {
  /** Monitoring hosts, sorted by name. */
  readonly masters: readonly Node[];
  /** Sorted by name. */
  readonly agents: readonly Agent[];
  /** Nodes that exist but share no family with all monitoring hosts: they cannot be agents, share the work, or be pinged. */
  readonly unreachable: readonly Node[];
}

/** Nodes that files are written for: all that are managed and exist, unless their `emit` excludes it. */
export function writesFor(node: Node): boolean {
  return node.managed && node.state !== "planned" && node.spec.emit?.icinga2 !== false;
}

function isMaster(node: Node): boolean {
  return writesFor(node) && node.roles.has("monitoring");
}

/** Without a monitoring host there are no agents either. */
export const rosterOf = oncePer((fleet: Surroundings): Roster => {
  const nodes = [...fleet.nodes.values()].filter(writesFor).sort((a, b) => compareText(a.name, b.name));
  const masters = nodes.filter(isMaster);
  if (masters.length === 0) return { masters, agents: [], unreachable: [] };
  const others = nodes.filter((node) => !isMaster(node));
  const agents = others.flatMap((node) => reach(node, masters, fleet));
  const standing = [...fleet.nodes.values()].filter((node) => node.state !== "planned");
  const unreachable = standing
    .filter((node) => reach(node, masters, fleet).length === 0)
    .sort((a, b) => compareText(a.name, b.name));
  return { masters, agents, unreachable };
});

/** How monitoring hosts reach a node: if possible in the family used for members. */
export function reach(node: Node, masters: readonly Node[], fleet: Surroundings): Agent[] {
  const families = [...FAMILIES].sort((a) => (a === fleet.memberFamily ? -1 : 1));
  for (const family of families) {
    const address = node.addresses[family]?.address;
    if (address !== undefined && without(masters, family).length === 0) return [{ node, family, address }];
  }
  return [];
}

/** Monitoring hosts without an address of a family: any of the hosts may have to run a remote check. */
export function without(masters: readonly Node[], family: Family): Node[] {
  return masters.filter((master) => master.addresses[family] === undefined);
}

/** Where Icinga listens on a node: at the address where it is reached, else at any that it has. */
export function listensAt(node: Node, masters: readonly Node[], fleet: Surroundings): string {
  const address =
    reach(node, masters, fleet)[0]?.address ?? node.addresses.ipv4?.address ?? node.addresses.ipv6?.address;
  if (address === undefined) throw new Error(`${node.name} has no address`);
  return address;
}
