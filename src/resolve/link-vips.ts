import { nearest, plain, type Tree } from "../catalog/tree.ts";
import type { ValidDefinitions } from "../catalog/validate-definitions.ts";
import type { Report } from "../diagnostics/finding.ts";
import { parseAddress } from "./addresses.ts";
import { FAMILIES, type Service, type Vip } from "./fleet.ts";
import { namesOfBroken } from "./link-inventory.ts";
import type { NameTable } from "./references.ts";

/** A VIP while services are being linked to it. */
export interface OpenVip extends Vip {
  readonly services: Service[];
  fallback?: Service;
}

export function linkVips(definitions: ValidDefinitions, report: Report): NameTable<OpenVip> {
  const things = new Map<string, OpenVip>();
  const broken = new Set(namesOfBroken(definitions, "vips"));
  for (const [name, tree] of definitions.valid.vips) {
    const vip = linkVip(tree, report);
    if (vip === undefined) broken.add(name);
    else things.set(name, { name, ...vip });
  }
  return { kind: "vip", things, broken };
}

/** Addresses of a VIP, named or written in place; undefined where one is wrong. */
export function linkVip(tree: Tree, report: Report): OpenVip | undefined {
  const written = plain(tree) as { ipv4?: string; ipv6?: string };
  const addresses: { ipv4?: string; ipv6?: string } = {};
  for (const family of FAMILIES) {
    const text = written[family];
    if (text === undefined) continue;
    const parsed = parseAddress(text, family);
    if ("problem" in parsed) {
      report({ code: parsed.code, message: parsed.problem, at: nearest(tree, [family]), help: parsed.help });
      return undefined;
    }
    addresses[family] = parsed.address;
  }
  return { ...addresses, services: [], tree };
}
