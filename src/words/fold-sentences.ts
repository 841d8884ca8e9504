import { compareText } from "../contract/compare-text.ts";
import { present } from "../contract/present.ts";
import { formatPlace } from "../contract/source.ts";
import type { FactValue, SubjectKind } from "../contract/subject.ts";
import { RISKS, type Risk } from "../contract/wording.ts";
import { listSome } from "./phrases.ts";
import type { Place } from "./place-of.ts";
import type { Sentence } from "./sentence.ts";

/** What changes alike for some subjects. */
export interface Change {
  readonly risk: Risk;
  readonly kind: SubjectKind;
  /** Who: services, with the path if it is about one, nodes, VIPs …; sorted. */
  readonly who: readonly string[];
  /** Frontends or backends of them, sorted; none if it is about the whole. */
  readonly parts: readonly string[];
  /** What, without who: `TLS 1.0 accepted (was 1.2)`. */
  readonly what: string;
  readonly before?: FactValue;
  readonly after?: FactValue;
  /** Where the new value is written, as the subjects give it; none for what is gone. */
  readonly places: readonly Place[];
}

/** Joins sentences that are equal but for the frontend, then but for the service; sorted by risk. */
export function foldSentences(sentences: readonly (Sentence & { readonly place?: Place })[]): Change[] {
  const ofOne = groupBy(sentences, ({ risk, kind, who, text }) => [risk, kind, who, text]);
  const alike = groupBy(ofOne, (group) => [group[0]?.risk, group[0]?.kind, group[0]?.text, partsOf(group)]);
  return alike
    .map((groups) => toChange(groups.flat()))
    .sort(
      (a, b) =>
        RISKS.indexOf(a.risk) - RISKS.indexOf(b.risk) ||
        compareText(a.who.join(), b.who.join()) ||
        compareText(a.what, b.what) ||
        compareText(a.parts.join(), b.parts.join()),
    );
}

function toChange(sentences: readonly (Sentence & { readonly place?: Place })[]): Change {
  const [first] = sentences;
  if (first === undefined) throw new Error("a change has a sentence");
  const { risk, kind, text, before, after } = first;
  const places = new Map(
    sentences.flatMap(({ place }) => (place === undefined ? [] : [[formatPlace(place.span), place]])),
  );
  return {
    risk,
    kind,
    who: [...new Set(sentences.map(({ who }) => who))].sort(compareText),
    parts: partsOf(sentences),
    what: text,
    ...present({ before, after }),
    places: [...places.values()],
  };
}

function partsOf(sentences: readonly Sentence[]): string[] {
  return [...new Set(sentences.map(({ part }) => part).filter((part) => part !== ""))].sort(compareText);
}

function groupBy<T>(things: readonly T[], keyOf: (thing: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = JSON.stringify(keyOf(thing));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [thing]);
    else group.push(thing);
  }
  return [...groups.values()];
}

/** One character for what a change does, in front of its sentence. */
export const MARKS: Readonly<Record<Risk, string>> = { opens: "!", stops: "-", moves: "~", adds: "+", changes: " " };

/** Subjects that a sentence names before it counts them. */
const NAMED = 3;

/** A change as a sentence: "27 services: TLS 1.0 accepted (was 1.2) on https". */
export function describeChange({ kind, who, parts, what }: Change): string {
  const on =
    parts.length === 0
      ? ""
      : ` ${kind === "backend" ? (parts.length === 1 ? "in backend" : "in backends") : "on"} ${listSome(parts)}`;
  const names = who.length <= NAMED ? who.join(", ") : `${who.length} ${pluralOf(kind)}`;
  return `${names}: ${what}${on}`;
}

function pluralOf(kind: SubjectKind): string {
  switch (kind) {
    case "network":
    case "team":
    case "certificate":
    case "group":
    case "node":
      return `${kind}s`;
    case "vip":
      return "VIPs";
    case "route":
    case "redirect":
      return "paths";
    case "port":
      return "ports";
    default:
      return "services";
  }
}
