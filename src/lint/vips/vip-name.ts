import type { FindingSubject } from "../../contract/finding.ts";
import { FAMILIES, type Vip } from "../../contract/fleet.ts";
import type { LoneVip } from "../../contract/lone-service.ts";
import { oncePer } from "../../fleet/once-per.ts";

/** Canonical addresses of a VIP, IPv4 first. */
export const vipAddresses = oncePer((vip: LoneVip): readonly string[] =>
  FAMILIES.flatMap((family) => vip[family] ?? []),
);

/** Name of a VIP in messages: its own, or that of the service that defined it in place. */
export function vipName(vip: Vip): string {
  return vip.name === undefined ? `the VIP of ${vip.services[0]?.name ?? "no service"}` : `VIP ${vip.name}`;
}

/** Subject of a VIP's findings: the VIP itself, or the service that defined it in place. */
export function vipSubject(vip: Vip): FindingSubject | undefined {
  if (vip.name !== undefined) return { kind: "vip", name: vip.name };
  const service = vip.services[0];
  return service === undefined ? undefined : { kind: "service", name: service.name };
}
