import type { Manifest, ManifestFile, ManifestLink, ManifestUnit } from "./manifest.ts";
import { seal } from "./seal.ts";

/** Text of `manifest.json`: one file per line, keys in a fixed order, sealed. */
export function printManifest(manifest: Manifest): string {
  const root = manifest.root.map(({ path, sha256 }) => JSON.stringify({ path, sha256 }));
  const services = servicesPrinter();
  const units = manifest.units.map((unit) => printUnit(unit, services));
  return seal(`{\n"format": ${manifest.format},\n"root": ${list(root)},\n"units": ${list(units)}`);
}

function printUnit(unit: ManifestUnit, services: (names: readonly string[]) => string): string {
  const { node, daemon, requires, modules, check, reload } = unit;
  const facts = { node, daemon, check, reload, requires, modules };
  const lines = Object.entries(facts).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const files = list(unit.files.map((file) => printFile(file, services)));
  const links = list(unit.links.map((link) => printLink(link, services)));
  return `{\n${lines.join(",\n")},\n"files": ${files},\n"links": ${links}}`;
}

function printFile(file: ManifestFile, services: (names: readonly string[]) => string): string {
  const { path, sha256, mode, owner } = file;
  return `${JSON.stringify({ path, sha256, mode, owner }).slice(0, -1)},"services":${services(file.services)}}`;
}

function printLink({ path, target, services }: ManifestLink, print: (names: readonly string[]) => string): string {
  return `${JSON.stringify({ path, target }).slice(0, -1)},"services":${print(services)}}`;
}

/** Many files have the same array of a thousand services: it is printed once. */
function servicesPrinter(): (names: readonly string[]) => string {
  const printed = new Map<readonly string[], string>();
  return (names) => {
    const before = printed.get(names);
    if (before !== undefined) return before;
    const text = JSON.stringify(names);
    printed.set(names, text);
    return text;
  };
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n]`;
}
