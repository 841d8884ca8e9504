import { present } from "../contract/present.ts";
import { type Facts, type FactValue, KINDS_OF_SERVICE, type Subject } from "../contract/subject.ts";
import type { Phrase } from "../contract/wording.ts";
import { type AccessWords, accessBefore, accessNow } from "./access-words.ts";
import { compareFacts } from "./compare-facts.ts";
import type { Comparison, SubjectChange } from "./comparison.ts";
import { networkPhrases } from "./network-words.ts";
import { gonePart, goneService, newPart, newService } from "./new-and-gone.ts";
import { itemsOf, listSome } from "./phrases.ts";
import { type Sentence, whoIs } from "./sentence.ts";
import type { ServiceFates } from "./service-fates.ts";
import { movedAddresses } from "./service-wordings.ts";
import type { FindSay } from "./wordings.ts";

/** What changes for people, one sentence per subject and fact. */
export function sentencesOf(
  comparison: Comparison,
  find: FindSay,
  serviceFates: ServiceFates,
  access: AccessWords,
): Sentence[] {
  const fates = fatesOf(serviceFates, comparison);
  return comparison.changes.flatMap((change) => {
    const fate = KINDS_OF_SERVICE.has(change.kind) ? fates.get(change.names[0] ?? "") : undefined;
    if (fate === undefined) return sentencesOfChange(change, comparison, find, access);
    if (change.kind === "service") return fate.phrase === undefined ? [] : [toSentence(change, fate.phrase)];
    return fate.isNew ? riskyFacts(change, find) : [];
  });
}

/** A service that comes or goes as a whole, and what is said of it; nothing for the old name of one that is renamed. */
interface Fate {
  readonly isNew: boolean;
  readonly phrase?: Phrase;
}

function fatesOf({ come, gone, renamed }: ServiceFates, { subjects }: Comparison): Map<string, Fate> {
  const nameOf = ({ names }: SubjectChange) => names[0] ?? "";
  const parts = partsOf(new Set(come.map(nameOf)), subjects);
  return new Map<string, Fate>([
    ...come.map((change): [string, Fate] => {
      const name = nameOf(change);
      return [name, { isNew: true, phrase: newService(change.after ?? {}, parts.get(name) ?? []) }];
    }),
    ...renamed.flatMap(({ change, from }): [string, Fate][] => [
      [nameOf(change), { isNew: false, phrase: { risk: "moves", text: `renamed from ${nameOf(from)}` } }],
      [nameOf(from), { isNew: false }],
    ]),
    ...gone.map((change): [string, Fate] => {
      return [nameOf(change), { isNew: false, phrase: goneService(change.before ?? {}, change.after) }];
    }),
  ]);
}

/** Parts of some services, by their names. */
function partsOf(services: ReadonlySet<string>, subjects: readonly Subject[]): ReadonlyMap<string, readonly Subject[]> {
  const parts = new Map([...services].map((service): [string, Subject[]] => [service, []]));
  for (const subject of subjects) {
    if (KINDS_OF_SERVICE.has(subject.kind)) parts.get(subject.names[0] ?? "")?.push(subject);
  }
  return parts;
}

/** What a reviewer must see of a new service besides that it is new. */
function riskyFacts(change: SubjectChange, find: FindSay): Sentence[] {
  if (change.kind === "access" || change.kind === "port") return [];
  return compareFacts(find, change.kind, undefined, change.after)
    .filter(({ risk }) => risk === "opens")
    .map((fact) => toSentence(change, fact, fact.path));
}

function sentencesOfChange(
  change: SubjectChange,
  comparison: Comparison,
  find: FindSay,
  access: AccessWords,
): Sentence[] {
  const { kind, names, before, after } = change;
  if (kind === "access") return accessSentences(change, comparison, access);
  if (before === undefined) {
    const phrase = newPart(kind, names, after ?? {}, comparison);
    return [...(phrase === undefined ? [] : [toSentence(change, phrase)]), ...riskyFacts(change, find)];
  }
  if (after === undefined) {
    const phrase = gonePart(kind, before);
    return phrase === undefined ? [] : [toSentence(change, phrase)];
  }
  if (kind === "network") {
    return networkPhrases(names[0] ?? "", before, after, comparison).map((phrase) => toSentence(change, phrase));
  }
  const moved = kind === "vip" ? movedAddresses(before, after) : [];
  const [old, now] = kind === "fleet" ? namedNetworks(before, after, comparison) : [before, after];
  const facts = compareFacts(find, kind, old, now).filter(({ path }) => kind !== "vip" || !isAddress(path));
  return [
    ...moved.map((phrase) => toSentence(change, phrase)),
    ...facts.map((fact) => toSentence(change, fact, fact.path)),
  ];
}

/** Who may ask a path of a port that is there before and after; a port that comes or goes says its own. */
function accessSentences(change: SubjectChange, comparison: Comparison, access: AccessWords): Sentence[] {
  const [service = "", frontend = ""] = change.names;
  const isThere = (["before", "after"] as const).every((side) => comparison[side]("frontend", service, frontend));
  const [before, after] = [accessBefore(change, comparison), accessNow(change, comparison)];
  if (!isThere || before === undefined || after === undefined) return [];
  return access.phrases(before, after).map((phrase) => toSentence(change, phrase, ["from"]));
}

function isAddress([key, more]: readonly string[]): boolean {
  return more === undefined && (key === "ipv4" || key === "ipv6");
}

/** Networks that the fleet blocks, or is managed from, with their prefixes, if they are on one side only. */
function namedNetworks(before: Facts, after: Facts, comparison: Comparison): [Facts, Facts] {
  const named = (facts: Facts, other: Facts, side: "before" | "after"): Facts => ({
    ...facts,
    ...Object.fromEntries(
      ["blocked", "management"]
        .filter((key) => facts[key] !== undefined)
        .map((key) => [
          key,
          itemsOf(facts[key]).map((name) =>
            itemsOf(other[key]).includes(name) ? name : withPrefixes(name, comparison[side]("network", name)),
          ),
        ]),
    ),
  });
  return [named(before, after, "before"), named(after, before, "after")];
}

function withPrefixes(name: string, network: Facts | undefined): FactValue {
  if (network === undefined) return name;
  return `${listSome([...itemsOf(network["ipv4"]), ...itemsOf(network["ipv6"])])} (${name})`;
}

function toSentence(
  { kind, names }: SubjectChange,
  { risk, text, isRaw, before, after }: Phrase & Pick<Sentence, "before" | "after">,
  path: readonly string[] = [],
): Sentence {
  return { risk, text, kind, names, path, ...whoIs(kind, names), ...present({ isRaw, before, after }) };
}
