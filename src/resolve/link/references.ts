import type { Span } from "../../contract/source.ts";
import { elements, type Tree, textOf } from "../../contract/tree.ts";
import { didYouMeanAmong } from "../../diagnostics/suggest.ts";
import { oncePer } from "../../fleet/once-per.ts";
import type { LinkPlace, NameTable } from "./linking.ts";

/**
 * Follows a name.
 * @param at Where the name is written.
 * @param place The reference's own place: `services.www.owner`.
 * @returns undefined if nothing valid has this name, which has been reported.
 */
export function follow<T>(table: NameTable<T>, name: string, at: Span, { where, report }: LinkPlace): T | undefined {
  const found = table.things.get(name);
  if (found === undefined && !table.broken.has(name)) {
    report({
      code: `reference/unknown-${table.kind}`,
      message: `${where}: there is no ${nounOf(table.kind)} named ${JSON.stringify(name)}`,
      at,
      help: helpOf(table)(name),
    });
  }
  return found;
}

/** Follows an optional name: undefined if absent, null if nothing valid has this name. */
export function followOptional<T>(
  table: NameTable<T>,
  written: Tree | undefined,
  place: LinkPlace,
): T | null | undefined {
  const [name] = elements(written);
  return name === undefined ? undefined : (follow(table, textOf(name), name, place) ?? null);
}

const helpOf = oncePer(({ kind, things, broken }: NameTable<unknown>) => {
  const names = [...things.keys(), ...broken];
  const meant = didYouMeanAmong(names);
  const listed = listNames(names, kind);
  return (wrong: string) => meant(wrong) ?? listed;
});

const LISTED = 12;

function listNames(names: readonly string[], kind: string): string {
  if (names.length === 0) return `the catalog defines no ${nounOf(kind)}`;
  const listed = [...names].sort().slice(0, LISTED).join(", ");
  return `known names: ${listed}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ""}`;
}

/** `node-or-group` in a sentence. */
function nounOf(kind: string): string {
  return kind === "vip" ? "VIP" : kind.replaceAll("-", " ");
}
