import type { Generator } from "../../src/contract/generator.ts";

/** The page of all rules of generators. */
export function renderRules(generators: readonly Generator[]): string {
  const lines = [
    "<!-- Generated from the code by `npm run generate`; do not edit. -->",
    "# Rules",
    "",
    "Each line of a generated file carries out values of the catalog, or one of these rules: what a generator writes whatever the",
    "catalog says. `intentlb explain lb1:/etc/haproxy/haproxy.cfg:131` shows which values or which rule.",
    "",
  ];
  for (const { name, rules = [] } of generators) {
    lines.push(`## ${name}`, "", "| rule | what it does | `intentlb prove` |", "| --- | --- | --- |");
    for (const rule of rules) {
      const about = rule.about.replaceAll("|", "\\|");
      lines.push(`| \`${name}/${rule.name}\` | ${about} | ${rule.noticed ?? "would not notice if it were wrong"} |`);
    }
    lines.push("");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}
