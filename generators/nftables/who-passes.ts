import { type AddressSet, intersectSets, joinSets, subtractSet, WHOLE } from "../../src/ip/address-set.ts";
import { likelyElements } from "./likely-elements.ts";
import { matchSenders, sendersAt, Unclear } from "./match-packets.ts";
import type { Packet } from "./packet.ts";
import { type BaseChain, inTable, type Json, type KernelRules, listOf, member } from "./ruleset-json.ts";

/** Statements that decide nothing about the packet; libnftables-json(5), "STATEMENTS". */
const HARMLESS = ["counter", "log", "set", "comment"];

/** Statements that match only at times. What a rule does after them is unpredictable. */
const AT_TIMES = ["limit", "quota", "ct count"];

const VERDICTS = ["accept", "drop", "reject", "return", "continue", "jump", "goto"];

/** Hooks that packets to a node's own addresses pass, in order; the reader does not understand anything else before them. */
const HOOKS = ["prerouting", "input"];
const BEFORE = ["prerouting", "ingress"];

/** nft allows no deeper nesting of chains. */
const DEEPEST = 16;

export interface Passing {
  readonly senders: AddressSet;
  /** What the reader met and does not understand. */
  readonly unclear: readonly string[];
}

/** What happened to packets in a chain; all others were dropped. */
interface Outcome {
  readonly accepted: AddressSet;
  readonly returned: AddressSet;
}

interface Walk {
  readonly rules: KernelRules;
  readonly base: BaseChain;
  readonly packet: Packet;
  readonly unclear: Set<string>;
  /** Senders whose packets conntrack ignores; grows. */
  readonly untracked: AddressSet[];
}

/** Senders whose packets all chains at the hooks `prerouting` and `input` accept; everybody if there are none. */
export function whoPasses(rules: KernelRules, asked: Omit<Packet, "state"> & Partial<Pick<Packet, "state">>): Passing {
  const { family } = asked;
  const unclear = new Set<string>();
  const untracked: AddressSet[] = [];
  let senders = WHOLE[family];
  let packet: Packet = { state: "new", ...asked };
  for (const { name, table, family: seen, hook, type } of rules.bases) {
    if ((BEFORE.includes(hook) || hook === "input") && (type !== "filter" || !HOOKS.includes(hook))) {
      unclear.add(`chain ${name} of table ${table}: ${type} at the hook ${hook} for ${seen}`);
    }
  }
  for (const hook of HOOKS) {
    for (const base of chainsAt(hook, rules, family)) {
      const { accepted, returned } = walkChain(base.name, senders, { rules, base, packet, unclear, untracked }, 0);
      senders = base.policy === "accept" ? joinSets([accepted, returned]) : accepted;
    }
    const some = intersectSets(senders, joinSets(untracked));
    if (some.length === 0) continue;
    if (subtractSet(senders, some).length === 0) packet = { ...packet, state: "untracked" };
    else {
      unclear.add(`packets to ${packet.address} are tracked from some senders and not from others`);
    }
  }
  return { senders, unclear: [...unclear] };
}

/** Chains that see packets of a family, in the order in which they are called. */
function chainsAt(hook: string, { bases }: KernelRules, family: Packet["family"]): BaseChain[] {
  const families = ["inet", family === "ipv4" ? "ip" : "ip6"];
  return bases
    .filter((base) => base.hook === hook && base.type === "filter" && families.includes(base.family))
    .sort((a, b) => a.priority - b.priority);
}

function walkChain(chain: string, senders: AddressSet, walk: Walk, depth: number): Outcome {
  const { rules, base } = walk;
  const own = rules.chains.get(inTable(base.family, base.table, chain));
  if (own === undefined || depth > DEEPEST) throw new Error(`nft does not say what the chain ${chain} does`);
  let left = senders;
  const accepted: AddressSet[] = [];
  const returned: AddressSet[] = [];
  for (const rule of own) {
    for (const [verdict, whose] of verdictsOf(rule, left, chain, walk)) {
      if (whose.length === 0 || member(verdict, "continue") !== undefined) continue;
      left = subtractSet(left, whose);
      if (member(verdict, "accept") !== undefined) accepted.push(whose);
      if (member(verdict, "return") !== undefined) returned.push(whose);
      const jump = member(verdict, "jump");
      const target = member(jump ?? member(verdict, "goto"), "target");
      if (typeof target !== "string") continue;
      const below = walkChain(target, whose, walk, depth + 1);
      accepted.push(below.accepted);
      if (jump === undefined) returned.push(below.returned);
      else left = joinSets([left, below.returned]);
    }
  }
  return { accepted: joinSets(accepted), returned: joinSets([left, ...returned]) };
}

/** What a rule decides, and for which senders. What is not understood may match: it is treated as matching, and reported. */
function verdictsOf(
  rule: readonly Json[],
  senders: AddressSet,
  chain: string,
  { rules, base, packet, unclear, untracked }: Walk,
): readonly (readonly [Json, AddressSet])[] {
  const elementsOf = (name: string) => rules.sets.get(inTable(base.family, base.table, name)) ?? [];
  const doubts: string[] = [];
  const tell = (what: string) => unclear.add(`${what} in chain ${chain}`);
  let whose = senders;
  for (const statement of rule) {
    if (whose.length === 0) return [];
    const has = (names: readonly string[]) => names.some((name) => member(statement, name) !== undefined);
    const match = member(statement, "match");
    const vmap = member(statement, "vmap");
    try {
      if (match !== undefined) whose = matchSenders(match, packet, whose, elementsOf);
      else if (has(["notrack"])) {
        doubts.forEach(tell);
        untracked.push(whose);
      } else if (vmap !== undefined) {
        const verdicts = lookUp(vmap, whose, packet, elementsOf);
        if (verdicts.length > 0) doubts.forEach(tell);
        return verdicts;
      } else if (has(VERDICTS)) {
        doubts.forEach(tell);
        return [[statement, whose]];
      } else if (has(AT_TIMES)) doubts.push(`the statement ${JSON.stringify(statement)}`);
      else if (!has(HARMLESS)) tell(`the statement ${JSON.stringify(statement)}`);
    } catch (error) {
      if (!(error instanceof Unclear)) throw error;
      if (match === undefined) tell(error.message);
      else doubts.push(error.message);
    }
  }
  return [];
}

/** The verdicts of a map for the packets; `*` matches what no other element does. */
function lookUp(
  vmap: Json,
  senders: AddressSet,
  packet: Packet,
  elementsOf: (name: string) => readonly Json[],
): (readonly [Json, AddressSet])[] {
  const data = member(vmap, "data") ?? null;
  const key = member(vmap, "key") ?? null;
  const all = typeof data === "string" ? elementsOf(data.replace(/^@/, "")) : listOf(member(data, "set"));
  const pairs = likelyElements(key, all, packet);
  const found: (readonly [Json, AddressSet])[] = [];
  let left = senders;
  for (const pair of [...pairs].sort((a, b) => Number(isRest(a)) - Number(isRest(b)))) {
    const [element = null, verdict = null] = listOf(pair);
    const whose = isRest(pair) ? left : sendersAt(key, element, packet, left);
    if (whose.length === 0) continue;
    found.push([verdict, whose]);
    left = subtractSet(left, whose);
  }
  return found;
}

function isRest(pair: Json): boolean {
  const [element = null] = listOf(pair);
  return element === "*" || member(member(element, "elem"), "val") === "*";
}
