import { FAMILIES, type Family } from "../contract/fleet.ts";
import type { Facts } from "../contract/subject.ts";
import type { Phrase } from "../contract/wording.ts";
import { addressSet, subtractSet, toPrefixes } from "../ip/address-set.ts";
import { prefixesOf } from "./access-words.ts";
import type { Comparison } from "./comparison.ts";
import { itemsOf, listSome } from "./phrases.ts";

/** What it means that a network gets or loses addresses, from who refers to it. */
export function networkPhrases(name: string, before: Facts, after: Facts, comparison: Comparison): Phrase[] {
  const come = FAMILIES.flatMap((family) => difference(family, after, before));
  const gone = FAMILIES.flatMap((family) => difference(family, before, after));
  const uses = usesOf(name, comparison);
  const phrases: Phrase[] = [
    ...(come.length === 0 ? [] : [{ ...riskOf(uses, true), text: `also ${listSome(come)}${whoUses(uses, "")}` }]),
    ...(gone.length === 0
      ? []
      : [{ ...riskOf(uses, false), text: `without ${listSome(gone)}${whoUses(uses, "no longer ")}` }]),
  ];
  return phrases.length > 0 ? phrases : [{ risk: "changes", text: "the same addresses by other prefixes" }];
}

/** Prefixes of the addresses that one network has and the other has not. */
function difference(family: Family, one: Facts, other: Facts): string[] {
  const set = (facts: Facts) => addressSet(family, prefixesOf(itemsOf(facts[family]), family));
  return toPrefixes(family, subtractSet(set(one), set(other)));
}

interface Uses {
  /** Services, nodes and `fleet` that let it in. */
  readonly open: ReadonlySet<string>;
  /** Those that keep it out. */
  readonly closed: ReadonlySet<string>;
}

function usesOf(name: string, { subjects }: Comparison): Uses {
  const [open, closed] = [new Set<string>(), new Set<string>()];
  for (const { kind, names, facts } of subjects) {
    const [who = "fleet"] = names;
    const has = (key: string) => itemsOf(facts[key]).includes(name);
    if (kind === "access" || kind === "port") {
      if (has("from")) open.add(who);
      if (has("except")) closed.add(who);
    } else if (kind === "fleet") {
      if (has("management")) open.add("management");
      if (has("blocked")) closed.add("all services");
    }
  }
  return { open, closed };
}

/** What opens to somebody and closes to nobody else counts as opened, because that is what must not be missed. */
function riskOf({ open, closed }: Uses, isMore: boolean): Pick<Phrase, "risk"> {
  const opens = isMore ? open : closed;
  const stops = isMore ? closed : open;
  return { risk: opens.size > 0 ? "opens" : stops.size > 0 ? "stops" : "changes" };
}

function whoUses({ open, closed }: Uses, not: string): string {
  const parts = [
    open.size === 0 ? "" : `${not}allowed at ${listSome([...open])}`,
    closed.size === 0 ? "" : `${not}blocked at ${listSome([...closed])}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? ", which nothing uses" : `: ${parts.join(", ")}`;
}
