import type { Report } from "../contract/finding.ts";
import type { Span } from "../contract/source.ts";
import type { Tree } from "../contract/tree.ts";
import { didYouMeanAmong } from "../diagnostics/suggest.ts";
import { oncePer } from "../fleet/once-per-fleet.ts";

/** Things of one kind that can be named: those that are sound, and the names of those that are not. */
export interface NameTable<T> {
  /** What one of them is called, and the last part of the finding's code: `node` → `reference/unknown-node`. */
  readonly kind: string;
  readonly things: ReadonlyMap<string, T>;
  /** Names that exist but are broken: following them ends silently, since the fault has been reported there. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Follows a name.
 * @param where Whose reference it is, for the message: `services.www.owner`.
 * @returns undefined where nothing sound is called so.
 */
export function follow<T>(table: NameTable<T>, name: string, at: Span, where: string, report: Report): T | undefined {
  const found = table.things.get(name);
  if (found === undefined && !table.broken.has(name)) {
    report({
      code: `reference/unknown-${table.kind}`,
      message: `${where} names ${JSON.stringify(name)}, and no ${table.kind.replaceAll("-", " ")} is called so`,
      at,
      help: helpOf(table)(name),
    });
  }
  return found;
}

const helpOf = oncePer(({ kind, things, broken }: NameTable<unknown>) => {
  const names = [...things.keys(), ...broken];
  const meant = didYouMeanAmong(names);
  const listed = listNames(names, kind);
  return (wrong: string) => meant(wrong) ?? listed;
});

const LISTED = 12;

function listNames(names: readonly string[], kind: string): string {
  if (names.length === 0) return `the catalog defines no ${kind.replaceAll("-", " ")}`;
  const listed = [...names].sort().slice(0, LISTED).join(", ");
  return names.length > LISTED ? `there are ${listed} and ${names.length - LISTED} more` : `there are: ${listed}`;
}

/** Elements of a value that is one name or a list of them; none where it is absent or was removed. */
export function elements(tree: Tree | undefined): readonly Tree[] {
  if (tree === undefined || (tree.kind === "scalar" && tree.value === null)) return [];
  return tree.kind === "list" ? tree.items : [tree];
}

/** Text of a scalar; the schema has checked that it is one. */
export function textOf(tree: Tree): string {
  return tree.kind === "scalar" ? String(tree.value) : "";
}
