import { ipaddr } from "../../ip/ipaddr.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { Asked } from "../ask/asked.ts";
import { placed } from "../cause-place.ts";
import type { BrokenPromise } from "../proof.ts";
import type { Question } from "../questions/question.ts";

/** The kernel's table of connections; absent where the kernel does not show it. */
const TABLE = "/proc/net/nf_conntrack";

/**
 * Datagrams to services are not tracked: a flood of them would fill the kernel's table. Looks for those of questions that were
 * answered a moment ago; the kernel keeps an entry for at least 30 s.
 */
export async function findTracked(
  lab: Lab,
  { tree }: Pick<LabInput, "tree">,
  asked: readonly Asked[],
): Promise<BrokenPromise[]> {
  const firewalled = new Set(tree.units.filter(({ daemon }) => daemon === "nftables").map(({ node }) => node));
  const places = new Map<string, Place>();
  for (const { question, wrong } of asked) {
    const { probe, wanted, service, causes } = question;
    if (probe.transport !== "udp" || wanted.kind !== "member" || wrong !== undefined || service === undefined) continue;
    for (const node of question.nodes.filter((name) => firewalled.has(name))) {
      places.set(`${node} ${probe.to} ${probe.port}`, { node, service, address: probe.to, port: probe.port, causes });
    }
  }
  const nodes = [...new Set([...places.values()].map(({ node }) => node))];
  const tables = await Promise.all(
    nodes.map(async (node) => [node, tracked((await lab.exec(node, ["cat", TABLE])).stdout)] as const),
  );
  const byNode = new Map(tables);
  return [...places.values()].flatMap(({ node, service, address, port, causes }) => {
    const count = byNode.get(node)?.filter((entry) => entry === `${address} ${port}`).length ?? 0;
    if (count === 0) return [];
    return [
      {
        ...{ service, nodes: [node], asked: `connection tracking of udp port ${port} at ${address}` },
        ...{ wanted: "no entries: datagrams are not tracked", seen: `${count}` },
        ...placed(causes[0]),
      },
    ];
  });
}

interface Place extends Pick<Question, "causes"> {
  readonly node: string;
  readonly service: string;
  readonly address: string;
  readonly port: number;
}

/** Destinations of UDP entries, `192.0.2.53 53`. Each entry has the original direction first. */
export function tracked(table: string): string[] {
  return table.split("\n").flatMap((line) => {
    const { address = "", port } = /\budp\s.*?\bdst=(?<address>\S+) .*?\bdport=(?<port>\d+)/.exec(line)?.groups ?? {};
    return ipaddr.isValid(address) ? [`${ipaddr.parse(address).toString()} ${port}`] : [];
  });
}
