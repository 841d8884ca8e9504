import type { Admit } from "../../src/contract/claim.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Family, Fleet } from "../../src/contract/fleet.ts";
import { isWorld, unionPrefixes } from "../../src/ip/prefix-lists.ts";
import { type PrefixList, prefixLists } from "./prefix-lists.ts";
import { hash, identifier } from "./source-names.ts";

/** Admits `sources` but not `except`; without `sources`, the whole world. */
export interface PolicyRule {
  readonly sources?: PrefixList;
  readonly except?: PrefixList;
}

/**
 * Allowed sources, in one family: the union of all admits for the same (address, port, transport). What one blocks
 * another may admit, because HAProxy separates their services afterwards.
 */
export interface Policy {
  /** Derived from the content: a chain of the ruleset. */
  readonly name: string;
  readonly family: Family;
  /** Applied before blocked networks are dropped: our own machines and management. */
  readonly trusted: readonly PolicyRule[];
  /** Applied after that. */
  readonly public: readonly PolicyRule[];
}

/** Makes policies; equal ones are the same object. */
export type PolicyOf = (family: Family, admits: readonly Admit[]) => Policy;

export function policies(fleet: Fleet): PolicyOf {
  const list = prefixLists(fleet);
  const textOf = cachedText();
  const byFacts = new Map<string, Policy>();
  const byRules = new Map<string, Policy>();
  const taken = new Set<string>();

  return (family, admits) => {
    const said = admits.map((admit) => `${admit.public} ${textOf(admit.sources)} ! ${textOf(admit.except)}`);
    const facts = `${family} ${[...new Set(said)].sort(compareText).join("; ")}`;
    const before = byFacts.get(facts);
    if (before !== undefined) return before;
    const trusted = rules(
      family,
      admits.filter((admit) => !admit.public),
    );
    const open = rules(
      family,
      admits.filter((admit) => admit.public),
    );
    const policy = unique(family, trusted, open);
    byFacts.set(facts, policy);
    return policy;
  };

  /** One rule per list of exceptions: the union of their sources. Those without exceptions come first. */
  function rules(family: Family, admits: readonly Admit[]): PolicyRule[] {
    const byExcept = new Map<string, Admit[]>();
    for (const admit of admits) {
      const group = byExcept.get(textOf(admit.except));
      if (group === undefined) byExcept.set(textOf(admit.except), [admit]);
      else group.push(admit);
    }
    const found: PolicyRule[] = [];
    for (const [, group] of [...byExcept].sort(([a], [b]) => compareText(a, b))) {
      const sources = unionPrefixes(family, ...new Set(group.map((admit) => admit.sources)));
      const except = unionPrefixes(family, group[0]?.except ?? []);
      // A claim without sources admits nobody; it must not be read as everybody.
      if (sources.length === 0) continue;
      const world = isWorld(family, sources);
      if (world && except.length === 0) return [{}];
      found.push({
        ...(world ? {} : { sources: list(family, sources) }),
        ...(except.length === 0 ? {} : { except: list(family, except) }),
      });
    }
    return found;
  }

  function unique(family: Family, trusted: readonly PolicyRule[], open: readonly PolicyRule[]): Policy {
    const content = JSON.stringify([family, trusted.map(names), open.map(names)]);
    const before = byRules.get(content);
    if (before !== undefined) return before;
    const label = [...trusted.map(words), ...(open.length === 0 ? [] : ["public", ...open.map(words)])].join("_");
    const readable = identifier("admit", label, family);
    const name = taken.has(readable) ? identifier("admit", hash(content), family) : readable;
    taken.add(name);
    const policy = { name, family, trusted, public: open };
    byRules.set(content, policy);
    return policy;
  }
}

function names(rule: PolicyRule): (string | null)[] {
  return [rule.sources?.name ?? null, rule.except?.name ?? null];
}

function words(rule: PolicyRule): string {
  const who = rule.sources?.label ?? "world";
  return rule.except === undefined ? who : `${who}_except_${rule.except.label}`;
}

/** Many claims share a list of prefixes: each list is converted to text once. */
function cachedText(): (list: readonly string[]) => string {
  const texts = new WeakMap<readonly string[], string>();
  return (list) => {
    const before = texts.get(list);
    if (before !== undefined) return before;
    const text = list.join(" ");
    texts.set(list, text);
    return text;
  };
}
