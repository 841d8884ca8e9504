import { FAMILIES, type Family, type Fleet, type Node, type PrefixSet } from "../../../src/contract/fleet.ts";
import { hostPrefix } from "../../../src/ip/family.ts";
import { unionPrefixes } from "../../../src/ip/prefix-lists.ts";
import { endpoint, field } from "../quote.ts";

/** Port of statistics, metrics and the health endpoint, on the node's own addresses. */
export const STATISTICS_PORT = 8404;

/** Prefixes per line: HAProxy accepts 64 words. */
const PER_LINE = 8;

/** Sources that may see statistics: management and the monitoring hosts. */
export function statisticsSources(fleet: Fleet): PrefixSet {
  const monitoring = [...fleet.nodes.values()].filter(
    (node) => node.roles.has("monitoring") && node.state !== "planned",
  );
  const of = (family: "ipv4" | "ipv6"): string[] => {
    const bits = family === "ipv4" ? 32 : 128;
    const hosts = monitoring.flatMap((node) => node.addresses[family]?.address ?? []);
    return [...new Set([...fleet.management[family], ...hosts.map((address) => `${address}/${bits}`)])].sort();
  };
  return { ipv4: of("ipv4"), ipv6: of("ipv6") };
}

/** Keywords for the template's `frontend stats`, for one family. */
export interface StatisticsWords {
  readonly family: Family;
  readonly bind: string;
  readonly address: string;
  /** Lists of prefixes, one per line. */
  readonly sources: readonly string[];
}

/** Statistics on a node's own addresses. The node itself has access, too, for its own checks. */
export function statisticsWords(node: Node, fleet: Fleet): StatisticsWords[] {
  const allowed = statisticsSources(fleet);
  return FAMILIES.flatMap((family) => {
    const address = node.addresses[family]?.address;
    if (address === undefined) return [];
    const prefixes = unionPrefixes(family, [hostPrefix(address)], allowed[family]).map(field);
    const sources: string[] = [];
    for (let start = 0; start < prefixes.length; start += PER_LINE) {
      sources.push(prefixes.slice(start, start + PER_LINE).join(" "));
    }
    return [{ family, bind: endpoint(address, STATISTICS_PORT), address: field(address), sources }];
  });
}
