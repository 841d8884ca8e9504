import { compareText } from "../contract/compare-text.ts";
import { FAMILIES } from "../contract/fleet.ts";
import type { Facts } from "../contract/subject.ts";
import { subtractSet, toPrefixes } from "../ip/address-set.ts";
import { type AccessWords, accessBefore, accessNow } from "./access-words.ts";
import type { Comparison, SubjectChange } from "./comparison.ts";
import { isFacts, showValue } from "./phrases.ts";
import type { Sentence } from "./sentence.ts";
import { isServed, type ServiceFates } from "./service-fates.ts";

/** What a change does that can be counted: what a reviewer asks first, and what a guard limits. All lists are sorted. */
export interface Effects {
  /** Services, with their paths, that everybody may ask and could not ask before; new services are not among them. */
  readonly opened: readonly string[];
  /** New services. */
  readonly added: readonly string[];
  /** Services that are no longer served. */
  readonly stopped: readonly string[];
  /** VIPs at which nothing is served any more: their names, or the first address of one without a name. */
  readonly withdrawn: readonly string[];
  /** Pools with fewer members than before: `www.web`, and how many percent fewer. */
  readonly shrunk: readonly { readonly pool: string; readonly percent: number }[];
  /** Prefixes that are no longer blocked. */
  readonly unblocked: readonly string[];
  /** What gets raw lines: `www.https`, `www`, `fleet`. */
  readonly rawLines: readonly string[];
}

/**
 * Counts what a change does.
 * @param sentences that say it
 * @param fates of services as a whole
 */
export function effectsOf(
  comparison: Comparison,
  sentences: readonly Sentence[],
  { come, gone }: ServiceFates,
  access: AccessWords,
): Effects {
  const nameOf = ({ names }: SubjectChange) => names[0] ?? "";
  return {
    opened: sorted(comparison.changes.flatMap((change) => opened(change, comparison, access))),
    added: sorted(come.map(nameOf)),
    stopped: sorted(gone.map(nameOf)),
    withdrawn: withdrawn(comparison),
    shrunk: comparison.changes.flatMap(shrunk).sort((a, b) => compareText(a.pool, b.pool)),
    unblocked: unblocked(comparison, access),
    rawLines: sorted(
      sentences.filter(({ isRaw }) => isRaw === true).map(({ who, part }) => (part === "" ? who : `${who}.${part}`)),
    ),
  };
}

function opened(change: SubjectChange, comparison: Comparison, access: AccessWords): string[] {
  const [service = "", frontend = "", path = "/"] = change.names;
  if (change.kind !== "access" || !isServed(comparison.before("service", service))) return [];
  const after = accessNow(change, comparison);
  if (after === undefined || !comparison.after("frontend", service, frontend)) return [];
  const before = comparison.before("frontend", service, frontend) ? accessBefore(change, comparison) : undefined;
  const isNew = access.isToWorld(after, "after") && (before === undefined || !access.isToWorld(before, "before"));
  return isNew ? [path === "/" ? service : `${service}${path}`] : [];
}

/** A VIP counts only if none of the services that were served there is served at another. */
function withdrawn(comparison: Comparison): string[] {
  const used = new Set(
    comparison.subjects
      .filter(({ kind, facts }) => kind === "service" && holdsVip(facts))
      .map(({ facts }) => vipKey(facts)),
  );
  const gone = comparison.changes
    .filter(({ kind, before, after }) => kind === "service" && holdsVip(before) && !holdsVip(after))
    .map(({ before }) => vipKey(before));
  return sorted(gone.filter((vip) => !used.has(vip)));
}

/** Name of a VIP, or the first address of one without a name. */
function vipKey(service: Facts | undefined): string {
  const vip = service?.["vip"];
  return isFacts(vip) ? showValue(Object.values(vip)[0] ?? "") : showValue(vip ?? "");
}

/** A service that drains holds its VIP no longer if it is its own. */
function holdsVip(facts: Facts | undefined): boolean {
  return isServed(facts) && !(facts?.["state"] === "draining" && isFacts(facts["vip"]));
}

function shrunk({ kind, names, before, after }: SubjectChange): Effects["shrunk"] {
  if (kind !== "backend" || after === undefined) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  return now >= old ? [] : [{ pool: names.join("."), percent: Math.round((100 * (old - now)) / old) }];
}

function membersOf(backend: Facts | undefined): number {
  const members = backend?.["members"];
  return isFacts(members) ? Object.keys(members).length : 0;
}

function unblocked(comparison: Comparison, access: AccessWords): string[] {
  const prefixes = (side: "before" | "after") =>
    access.sources({ from: comparison[side]("fleet")?.["blocked"] ?? [] }, side);
  const [old, now] = [prefixes("before"), prefixes("after")];
  return FAMILIES.flatMap((family) => toPrefixes(family, subtractSet(old[family], now[family])));
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compareText);
}
