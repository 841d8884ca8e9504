import { until } from "../../../../src/lab/until.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import type { BirdLab } from "./lab.ts";

/** A copy of the address for BIRD, as the health daemon makes it. */
export function well(lab: BirdLab, node: string, prefix: string): void {
  const nodad = prefix.includes(":") ? ["nodad"] : [];
  const lifetime = ["valid_lft", "3600", "preferred_lft", "0"];
  lab.on(node, "ip", "addr", "replace", prefix, "dev", "health0", ...nodad, ...lifetime);
}

export function sick(lab: BirdLab, node: string, prefix: string): void {
  lab.on(node, "ip", "addr", "del", prefix, "dev", "health0");
}

export function established(lab: BirdLab, node: string): number {
  return (lab.birdc(node, "show", "protocols").match(/Established/g) ?? []).length;
}

export function watched(lab: BirdLab, node: string): number {
  return (lab.birdc(node, "show", "bfd", "sessions").match(/ Up /g) ?? []).length;
}

/** When each session entered its state, in milliseconds of the day. */
export function since(lab: BirdLab, node: string): Map<string, number> {
  const lines = lab.birdc(node, "show", "protocols").matchAll(/^(\S+) +BGP .* (\d+):(\d+):([\d.]+) +(\w+)/gm);
  return new Map(
    [...lines].map(([, name, hours, minutes, seconds, state]) => [
      `${name} ${state}`,
      Math.round(((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000),
    ]),
  );
}

/** Prefixes that a node learned by BGP, IPv4 first, without duplicates. */
export function hostRoutes(lab: BirdLab, node: string): string[] {
  const lines = lab.birdc(node, "show", "route", "where", "source", "=", "RTS_BGP").split("\n");
  return [...new Set(lines.flatMap((line) => /^([0-9a-f.:]+\/[0-9]+)/.exec(line)?.[1] ?? []))].sort();
}

/** The router's next hops for a prefix, without duplicates. */
export function nextHops(lab: BirdLab, prefix: string): string[] {
  const text = lab.birdc("core1", "show", "route", "for", prefix, "all", "where", "source", "=", "RTS_BGP");
  return [...new Set([...text.matchAll(/(?:BGP\.|bgp_)next_hop: (\S+)/g)].map(([, hop]) => hop ?? ""))].sort();
}

/** Next hops that the router's kernel uses for a prefix. */
export function inKernel(lab: BirdLab, prefix: string): string[] {
  const family = prefix.includes(":") ? "-6" : "-4";
  const text = lab.on("core1", "ip", family, "route", "show", prefix);
  return [...new Set([...text.matchAll(/via (?:inet6 )?(\S+)/g)].map(([, hop]) => hop ?? ""))].sort();
}

export function filtered(lab: BirdLab, reflector: string, session: string): string[] {
  const text = lab.birdc(reflector, "show", "route", "filtered", "protocol", `'${session}'`);
  return [...new Set(text.match(/^[0-9a-f.:]+\/[0-9]+/gm))].sort();
}

/** Adds a number of unexpected routes to a node's BIRD. */
export function leak(lab: BirdLab, node: string, count: number): void {
  const routes = Array.from({ length: count }, (_, index) => {
    return `route 10.${100 + (index >> 16)}.${(index >> 8) % 256}.${index % 256}/32 unreachable;`;
  });
  lab.write(node, "local.d/rogue.conf", `protocol static { ipv4; ${routes.join("\n")} }\n`);
  lab.birdc(node, "configure");
}

/**
 * Watches the router's kernel. Resolves to a function that returns the addresses whose host routes came, went or got other
 * next hops in the meantime. BIRD 3 may write a route once more that did not change.
 */
export async function watchRoutes(lab: BirdLab): Promise<() => Promise<string[]>> {
  const monitor = lab.spawn("core1", "ip", "monitor", "route");
  let said = "";
  monitor.stdout?.on("data", (data) => {
    said += data;
  });
  // The kernel reports changes in order: once it reports our own test route, it has reported all earlier ones. BIRD does not
  // look at its table.
  const mark = (address: string) =>
    until(async () => {
      for (const change of ["add", "del"])
        lab.on("core1", "ip", "route", change, address, "dev", "eth0", "table", "1000");
      return { done: said.includes(address), seen: said };
    }, PATIENCE);
  await mark("198.51.100.1");
  const ways = new Map(
    ["-4", "-6"].flatMap((family) =>
      readWays(lab.on("core1", "ip", family, "route", "show", "proto", "bird")).map(({ address, hops }) => [
        address,
        hops,
      ]),
    ),
  );
  said = "";
  return async () => {
    await mark("198.51.100.2");
    monitor.kill();
    const moved = new Set<string>();
    for (const { address, hops } of readWays(said, "proto bird")) {
      if (ways.get(address) !== hops) moved.add(address);
      ways.set(address, hops);
    }
    return [...moved].sort();
  };
}

/** Addresses and their next hops in the output of `ip`; none if a route was deleted. */
function readWays(text: string, having = ""): { readonly address: string; readonly hops: string }[] {
  return text
    .split(/^(?=\S)/m)
    .filter((part) => part.includes(having))
    .map((part) => {
      const { deleted, address = "" } = /^(?<deleted>Deleted )?(?<address>\S+)/.exec(part)?.groups ?? {};
      const hops = [...part.matchAll(/via (?:inet6 )?(\S+)/g)].map(([, hop]) => hop);
      return { address, hops: deleted === undefined ? hops.sort().join(" ") : "" };
    });
}

/** Milliseconds since a node's BIRD was reconfigured, according to its own timers. */
export function sinceConfigured(lab: BirdLab, node: string): number {
  const status = lab.birdc(node, "show", "status");
  const [now = 0, then = 0] = [/^Current server time is (.*)$/m, /^Last reconfiguration on (.*)$/m].map((line) =>
    Date.parse(line.exec(status)?.[1] ?? ""),
  );
  return now - then;
}
