import { FAMILIES, type Family } from "../../src/contract/fleet.ts";
import type { Answers, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidAdmit, SaidIcmp } from "../../src/contract/said.ts";
import { toPrefixes } from "../../src/ip/address-set.ts";
import { HOP_LIMITS, isOfLink, LOOKED_AT } from "./icmp-types.ts";
import { isList, type Json, type KernelRules, member, readKernelRules } from "./ruleset-json.ts";
import { whoPasses } from "./who-passes.ts";

const PORTS = 65_536;

/** Numbers next to these keys are not ports. */
const NO_PORTS = ["counter", "limit", "log", "len", "handle"];

/**
 * Sources that pass the kernel's rules to each address of the node, from nft, at each port that the rules distinguish; and ICMP
 * messages that pass to it.
 */
export const readBack: ReadBack = { processes: [], tells: ["admit", "icmp"], ask };

async function ask(host: RunningHost): Promise<Answers> {
  const [links, listing] = await Promise.all([
    host.run(["ip", "-j", "address"]),
    host.run(["nft", "-j", "list", "ruleset"]),
  ]);
  const rules = readKernelRules(listing);
  const ports = portsApart(rules);
  const unclear = new Set<string>();
  const said = FAMILIES.flatMap((family) =>
    readAddresses(links, family).flatMap((address) => {
      const passing = (protocol: "tcp" | "udp" | "other", port: number): string[] => {
        const found = whoPasses(rules, { family, address, protocol, port });
        for (const each of found.unclear) unclear.add(each);
        return toPrefixes(family, found.senders);
      };
      const others = passing("other", 0);
      if (others.length > 0) unclear.add(`protocols beside TCP, UDP and ICMP pass to ${address}`);
      return (["tcp", "udp"] as const).flatMap((transport) => {
        const admits = ports.flatMap((firstPort, index): SaidAdmit[] => {
          const sources = passing(transport, firstPort);
          const lastPort = (ports[index + 1] ?? PORTS) - 1;
          if (sources.length === 0) return [];
          return [{ kind: "admit", address, family, firstPort, lastPort, transport, sources }];
        });
        return joinNeighbours(admits);
      });
    }),
  );
  const messages = FAMILIES.flatMap((family) => {
    const [address] = readAddresses(links, family);
    if (address === undefined) return [];
    return LOOKED_AT[family].flatMap((type) =>
      (family === "ipv4" ? [64] : HOP_LIMITS).map((hopLimit): SaidIcmp => {
        const state = isOfLink(family, type) ? "invalid" : "new";
        const icmp = { type, hopLimit };
        const found = whoPasses(rules, { family, address, protocol: "icmp", port: -1, icmp, state });
        for (const each of found.unclear) unclear.add(each);
        return { kind: "icmp", family, type, hopLimit, sources: toPrefixes(family, found.senders) };
      }),
    );
  });
  return { said: [...said, ...messages], unclear: [...unclear] };
}

/** Joins adjacent port ranges that admit the same sources. */
function joinNeighbours(admits: readonly SaidAdmit[]): SaidAdmit[] {
  const joined: SaidAdmit[] = [];
  for (const admit of admits) {
    const before = joined.at(-1);
    const isSame = before?.lastPort === admit.firstPort - 1 && before.sources.join() === admit.sources.join();
    if (before !== undefined && isSame) joined[joined.length - 1] = { ...before, lastPort: admit.lastPort };
    else joined.push(admit);
  }
  return joined;
}

/** Addresses that others can send to, from the output of `ip -j address`. */
function readAddresses(answer: string, family: Family): string[] {
  const links: readonly { addr_info: readonly { family: string; local: string; scope: string }[] }[] =
    JSON.parse(answer);
  const word = family === "ipv4" ? "inet" : "inet6";
  const addresses = links.flatMap(({ addr_info }) =>
    addr_info.filter((each) => each.family === word && each.scope === "global").map(({ local }) => local),
  );
  return [...new Set(addresses)].sort();
}

/** First ports of ranges within which no rule distinguishes ports: every number anywhere in a rule may be a port. */
function portsApart({ chains, sets }: KernelRules): number[] {
  const found = new Set([0]);
  const look = (value: Json): void => {
    if (typeof value === "number" && Number.isInteger(value) && 0 <= value && value < PORTS) {
      found.add(value);
      if (value + 1 < PORTS) found.add(value + 1);
    } else if (isList(value)) value.forEach(look);
    else if (value !== null && typeof value === "object") {
      for (const key of Object.keys(value)) if (!NO_PORTS.includes(key)) look(member(value, key) ?? null);
    }
  };
  for (const rules of chains.values()) for (const rule of rules) rule.forEach(look);
  for (const elements of sets.values()) elements.forEach(look);
  return [...found].sort((a, b) => a - b);
}
