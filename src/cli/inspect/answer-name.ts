import type { Fleet } from "../../contract/fleet.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { fail } from "../fail.ts";
import { count } from "../report/count.ts";
import { formatFilePlace, placeOf } from "../report/place.ts";
import type { Answer, Asked } from "./answer.ts";
import { alignColumns, describeValue } from "./describe-value.ts";
import { explainValue } from "./explain-value.ts";
import { findReferences } from "./find-references.ts";
import { type Found, findValue, findValues, suggestName, thingsNamed } from "./find-value.ts";
import { followPath, matchNames, restAfter } from "./follow-path.ts";
import { refuseName } from "./refuse-name.ts";
import { SECTION_OF, SHOWN_KINDS, type ShownKind } from "./shown-kinds.ts";
import { formatPath } from "./things.ts";

const MOST_REFERENCES = 20;

/**
 * Explains the value that a name, or a name with a path, leads to. Without a kind it is a service if there is one of the
 * name, else whatever else has it.
 * @returns undefined after printing why there is none
 */
export function answerName(asked: Asked, text: string, kind: ShownKind | undefined): Answer | undefined {
  const { analysis, catalog } = asked;
  const { fleet } = analysis;
  const kinds = kind === undefined ? SHOWN_KINDS : [kind];
  const found = fleet === undefined ? [] : kinds.flatMap((each) => findValue(fleet, each, text) ?? []);
  const [first, ...others] = found;
  if (fleet !== undefined && first !== undefined) {
    if (first.thing.kind === "service" || others.length === 0) return answerValue(asked, fleet, first, others);
    fail(`several things are named \`${text}\`: write ${found.map(command).join(" or ")}`);
    return undefined;
  }
  const named = fleet === undefined ? [] : kinds.flatMap((each) => thingsNamed(fleet, each, text));
  if (named[0] !== undefined) {
    fail(wrongKey(named[0], restAfter(text, named[0].name)));
    return undefined;
  }
  const [name, defining] = definedName(asked, text, kinds);
  const meant = fleet === undefined || kind !== undefined ? undefined : suggestName(fleet, name);
  if (defining !== undefined || meant === undefined || meant.kind === "service") {
    refuseName(SECTION_OF[defining ?? kind ?? "service"], name, analysis, catalog);
  } else fail(`nothing is named \`${name}\`: did you mean ${meant.kind} \`${meant.name}\`?`);
  return undefined;
}

function command({ thing }: Found): string {
  return `\`intentlb explain ${thing.kind} ${thing.name}\``;
}

function answerValue(
  { analysis, showPath, full }: Asked,
  fleet: Fleet,
  found: Found,
  others: readonly Found[],
): Answer {
  const { thing, path, tree } = found;
  const explained = explainValue(fleet, thing, path, tree, showPath);
  const usedBy = (path.length > 0 ? [] : findReferences(fleet, analysis.definitions, thing)).map(
    ({ at, ...reference }) => ({
      ...reference,
      ...placeOf(at, showPath),
    }),
  );
  const alsoNamed = others.map((other) => ({ kind: other.thing.kind, name: other.thing.name }));
  const shown = usedBy.slice(0, full ? usedBy.length : MOST_REFERENCES);
  const hidden = usedBy.length - shown.length;
  const rows = shown.map((reference) => [describeUser(reference), formatFilePlace(reference)]);
  return {
    json: { explains: "value", kind: thing.kind, name: thing.name, ...explained, usedBy, alsoNamed },
    lines: [
      ...describeValue(explained, `${thing.name}${formatPath(path)}`),
      ...(usedBy.length > 0 ? ["used by", ...alignColumns(rows)] : []),
      ...(hidden > 0 ? [`  and ${hidden} more; --full shows all`] : []),
      ...others.map((other) => `also the name of a ${other.thing.kind}: ${command(other)}`),
    ],
  };
}

function describeUser({ path, others }: { readonly path: string; readonly others: number }): string {
  return others === 0 ? path : `${path} and ${count(others, "other")}`;
}

/** The name that a text begins with, and the kind that defines it, if any does, be it broken. */
function definedName(
  { analysis: { definitions } }: Asked,
  text: string,
  kinds: readonly ShownKind[],
): [name: string, kind?: ShownKind] {
  for (const kind of kinds) {
    const section = SECTION_OF[kind];
    const broken = [...definitions.broken].flatMap((name) =>
      name.startsWith(`${section}.`) ? [name.slice(section.length + 1)] : [],
    );
    const [name] = matchNames(text, [...definitions.valid[section].keys(), ...broken]);
    if (name !== undefined) return [name, kind];
  }
  return [/^[^.[]*/.exec(text)?.[0] || text];
}

function wrongKey(thing: Found["thing"], text: string): string {
  const followed = followPath(thing.tree, text);
  if ("tree" in followed) throw new Error("the path is right");
  const { path, wrong, candidates } = followed;
  const where = `${thing.name}${formatPath(path)}`;
  if (candidates.length === 0) return `\`${where}\` has no keys or elements`;
  return `\`${where}\` has no \`${wrong}\`: ${didYouMean(wrong, candidates) ?? `it has ${candidates.join(", ")}`}`;
}

/** Whether a text that may be a place or a file leads to a value. */
export function isValue({ analysis: { fleet } }: Asked, text: string): boolean {
  return fleet !== undefined && findValues(fleet, text).length > 0;
}
