/** Addresses of a VIP by its number: 198.18.0.0/15 is for benchmarks (RFC 2544), 2001:db8::/32 for documentation. */
function vipAddresses(number: number): string {
  const host = number + 1;
  return `ipv4: 198.18.${host >> 8}.${host & 255}, ipv6: "2001:db8:53::${host.toString(16)}"`;
}

/** VIPs that services share: websites, and the fewer services with TLS passthrough. */
const SHARED = [
  { kind: "web", services: 100, description: "shared by websites" },
  { kind: "pass", services: 500, description: "shared by servers that end TLS themselves" },
] as const;
export type SharedKind = (typeof SHARED)[number]["kind"];

/** How many VIPs of a kind there are for this many services. */
export function countShared(kind: SharedKind, services: number): number {
  const shared = SHARED.find((candidate) => candidate.kind === kind);
  return Math.max(1, Math.floor(services / (shared?.services ?? services)));
}

/** `vips:` that services share; those of a single service are defined in place. */
export function sharedVipsYaml(services: number): string {
  const lines = ["vips:"];
  let address = 0;
  for (const { kind, description } of SHARED) {
    for (let number = 0; number < countShared(kind, services); number++) {
      lines.push(`  ${kind}-${number}: {${vipAddresses(address++)}, description: ${description}}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Addresses of a service's own VIP, after all shared ones. */
export function ownAddresses(number: number, services: number): string {
  const shared = SHARED.reduce((sum, { kind }) => sum + countShared(kind, services), 0);
  return vipAddresses(shared + number);
}
