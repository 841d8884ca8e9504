import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import { FAMILIES, type Service } from "../../contract/fleet.ts";
import { find, keySpan, type MapTree, nearest, newEntries, plain, type Tree } from "../../contract/tree.ts";
import { parseAddress } from "../../ip/parse-addresses.ts";
import { checkBottomLayer, mergeLayers } from "../layers/merge-layers.ts";
import { namesOfBroken } from "./link-inventory.ts";
import { type NameTable, type OpenVip, reportAbout } from "./linking.ts";
import { followOptional } from "./references.ts";

/** VIPs by name, each merged with `defaults.vip`. */
export function linkVips(
  definitions: ValidDefinitions,
  defaults: MapTree | undefined,
  report: Report,
): NameTable<OpenVip> {
  const things = new Map<string, OpenVip>();
  const broken = new Set(namesOfBroken(definitions, "vips"));
  const isBottomBroken = definitions.broken.has("defaults.vip");
  for (const [name, layer] of definitions.valid.vips) {
    const vip = isBottomBroken ? undefined : linkVip(overDefaults(layer, defaults, `vips.${name}`, report), report);
    if (vip === undefined) broken.add(name);
    else things.set(name, { name, ...vip });
  }
  return { kind: "vip", things, broken };
}

/** `defaults.vip` without its description, which is not inherited; undefined if there is none. */
export function vipDefaults({ valid }: ValidDefinitions, report: Report): MapTree | undefined {
  const written = valid.defaults.get("vip");
  if (written?.kind !== "map") return undefined;
  checkBottomLayer(written, "defaults.vip", report);
  const entries = newEntries();
  for (const [key, tree] of Object.entries(written.entries)) {
    if (key !== "ipv4" && key !== "ipv6") {
      if (key !== "description") entries[key] = tree;
      continue;
    }
    report({
      code: "resolve/address-in-defaults",
      message: `\`${key}\` is not allowed in defaults: every VIP would have the same address`,
      at: keySpan(tree),
      help: "set it at the VIP that it belongs to",
    });
  }
  return { ...written, entries };
}

/** A VIP that a service defines in place: only addresses, and the `accept` entries of `defaults.vip`. */
export function linkOwnVip(written: MapTree, defaults: MapTree | undefined, report: Report): OpenVip | undefined {
  const accept = defaults?.entries["accept"];
  const entries = accept === undefined ? written.entries : Object.assign(newEntries(), written.entries, { accept });
  return linkVip({ ...written, entries }, report);
}

function overDefaults(layer: Tree, defaults: MapTree | undefined, what: string, report: Report): Tree {
  if (defaults !== undefined && layer.kind === "map") return mergeLayers(defaults, layer, what, report);
  checkBottomLayer(layer, what, report);
  return layer;
}

/** Addresses of a VIP; undefined if one is wrong. */
function linkVip(tree: Tree, report: Report): OpenVip | undefined {
  const written = plain(tree) as { ipv4?: string; ipv6?: string };
  const addresses: { ipv4?: string; ipv6?: string } = {};
  for (const family of FAMILIES) {
    const text = written[family];
    if (text === undefined) continue;
    const parsed = parseAddress(text, family);
    if ("fault" in parsed) {
      report({ ...parsed.fault, at: nearest(tree, [family]) });
      return undefined;
    }
    addresses[family] = parsed.address;
  }
  return { ...addresses, services: [], tree };
}

/** Sets the fallback services of VIPs, once all services are known. */
export function linkFallbacks(
  vips: NameTable<OpenVip>,
  services: ReadonlyMap<string, Service>,
  definitions: ValidDefinitions,
  report: Report,
): void {
  const unsound = [...definitions.valid.services.keys()].filter((name) => !services.has(name));
  const broken = new Set([...unsound, ...namesOfBroken(definitions, "services")]);
  const table: NameTable<Service> = { kind: "service", things: services, broken };
  for (const [name, vip] of vips.things) {
    const place = { where: `vips.${name}.fallback`, report: reportAbout({ kind: "vip", name }, report) };
    const fallback = followOptional(table, find(vip.tree, ["fallback"]), place);
    if (fallback) vip.fallback = fallback;
    // The VIP may be the same as last time, and its fallback gone.
    else delete vip.fallback;
  }
}
