/** A value of libnftables' JSON, libnftables-json(5). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A chain that a hook of the kernel calls. */
export interface BaseChain {
  readonly table: string;
  /** Family of the packets that it sees: `inet`, `ip`, `ip6` and others. */
  readonly family: string;
  readonly name: string;
  readonly type: string;
  readonly hook: string;
  /** Lower priorities run earlier at a hook. */
  readonly priority: number;
  readonly policy: string;
}

/** Rules as they are in the kernel. Names consist of table and chain or set. */
export interface KernelRules {
  readonly bases: readonly BaseChain[];
  /** Expressions of each rule, in order. */
  readonly chains: ReadonlyMap<string, readonly (readonly Json[])[]>;
  /** Elements of sets and maps; those of a map are pairs. */
  readonly sets: ReadonlyMap<string, readonly Json[]>;
}

/** The key of a chain or set of a table. */
export function inTable(family: string, table: string, name: string): string {
  return `${family} ${table} ${name}`;
}

/** Reads what `nft -j list ruleset` prints. */
export function readKernelRules(text: string): KernelRules {
  const answer: Json = JSON.parse(text);
  const bases: BaseChain[] = [];
  const chains = new Map<string, (readonly Json[])[]>();
  const sets = new Map<string, readonly Json[]>();
  for (const item of listOf(member(answer, "nftables"))) {
    const chain = member(item, "chain");
    const rule = member(item, "rule");
    const set = member(item, "set") ?? member(item, "map");
    const own = (thing: Json, key: string) =>
      inTable(textAt(thing, "family"), textAt(thing, "table"), textAt(thing, key));
    if (chain !== undefined) {
      if (!chains.has(own(chain, "name"))) chains.set(own(chain, "name"), []);
      if (member(chain, "hook") !== undefined) bases.push(baseChain(chain));
    } else if (rule !== undefined) {
      const before = chains.get(own(rule, "chain")) ?? [];
      chains.set(own(rule, "chain"), [...before, listOf(member(rule, "expr"))]);
    } else if (set !== undefined) {
      sets.set(own(set, "name"), listOf(member(set, "elem")));
    }
  }
  return { bases, chains, sets };
}

function baseChain(chain: Json): BaseChain {
  return {
    table: textAt(chain, "table"),
    family: textAt(chain, "family"),
    name: textAt(chain, "name"),
    type: textAt(chain, "type"),
    hook: textAt(chain, "hook"),
    priority: Number(member(chain, "prio") ?? 0),
    // The kernel's own default.
    policy: member(chain, "policy") === undefined ? "accept" : textAt(chain, "policy"),
  };
}

/** Value of an object's key; undefined for anything that is not an object. */
export function member(value: Json | undefined, key: string): Json | undefined {
  if (value === null || typeof value !== "object" || isList(value)) return undefined;
  return value[key];
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A list unchanged; an absent one is empty. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

function textAt(value: Json, key: string): string {
  const found = member(value, key);
  if (typeof found !== "string") throw new Error(`nft says no ${key} in ${JSON.stringify(value)}`);
  return found;
}
