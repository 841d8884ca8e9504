import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Certificate, Network, Team } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { elements, plain } from "../../contract/tree.ts";
import { parsePrefixes } from "./link-network-refs.ts";
import type { NameTable } from "./linking.ts";

/** Networks by name, with their prefixes parsed. */
export function linkNetworks(definitions: ValidDefinitions, report: Report): NameTable<Network> {
  const things = new Map<string, Network>();
  const broken = new Set(namesOfBroken(definitions, "networks"));
  for (const [name, tree] of definitions.valid.networks) {
    const prefixes = parsePrefixes(elements(tree), report);
    if (prefixes === undefined) broken.add(name);
    else things.set(name, { name, prefixes, tree });
  }
  return { kind: "network", things, broken };
}

/** Teams by name. */
export function linkTeams(definitions: ValidDefinitions): NameTable<Team> {
  const things = new Map<string, Team>();
  for (const [name, tree] of definitions.valid.teams) {
    const { email, pager } = plain(tree) as { email: string; pager?: string };
    things.set(name, { name, email, tree, ...present({ pager }) });
  }
  return { kind: "team", things, broken: new Set(namesOfBroken(definitions, "teams")) };
}

/** Certificates by name. */
export function linkCertificates(definitions: ValidDefinitions): NameTable<Certificate> {
  const things = new Map<string, Certificate>();
  for (const [name, tree] of definitions.valid.certificates) {
    const { file, names } = plain(tree) as { file: string; names: string[] };
    things.set(name, { name, file, names, tree });
  }
  return { kind: "certificate", things, broken: new Set(namesOfBroken(definitions, "certificates")) };
}

/** `section.name` of broken definitions as plain names. */
export function namesOfBroken(definitions: ValidDefinitions, section: string): string[] {
  const start = `${section}.`;
  return [...definitions.broken].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
}
