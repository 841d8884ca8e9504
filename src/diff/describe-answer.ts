import type { Check, Serve, Target } from "../contract/claim.ts";
import { compareText } from "../contract/compare-text.ts";

/** Names that a sentence lists before it counts the rest. */
const SHOWN = 6;

/** What responds: "from web1, web2 (frontend https of www)". */
export function answerOf(claim: Serve): string {
  return `${shortAnswer(claim)} (frontend ${claim.frontend} of ${claim.service})`;
}

function shortAnswer({ redirect, backend, targets }: Serve): string {
  if (redirect !== undefined) return `by a redirect to ${redirect.to} (${redirect.status})`;
  const names = (targets ?? []).map(({ name }) => name);
  if (names.length > 0) return `from ${listSome(names)}`;
  return backend === undefined ? "locally" : `from backend ${backend}`;
}

/** How responses differ: "web4 added, web2 removed, web3: weight 100 → 50 (frontend https of www)". */
export function compareAnswers(before: Serve, after: Serve): string {
  const whose = `(frontend ${after.frontend} of ${after.service})`;
  const isSameKind = before.backend === after.backend && before.redirect === undefined && after.redirect === undefined;
  const differences = isSameKind ? compareTargets(before.targets ?? [], after.targets ?? []) : [];
  if (differences.length > 0) return `${listSome(differences)} ${whose}`;
  return `served ${shortAnswer(after)} instead of ${shortAnswer(before)} ${whose}`;
}

function compareTargets(before: readonly Target[], after: readonly Target[]): string[] {
  const [old, now] = [byName(before), byName(after)];
  return [
    ...after.filter(({ name }) => !old.has(name)).map(({ name }) => `${name} added`),
    ...before.filter(({ name }) => !now.has(name)).map(({ name }) => `${name} removed`),
    ...after.flatMap((target) => {
      const last = old.get(target.name);
      const changes = last === undefined ? [] : compareValues({ ...last }, { ...target });
      return changes.length === 0 ? [] : [`${target.name}: ${changes.join(", ")}`];
    }),
  ];
}

function byName(targets: readonly Target[]): Map<string, Target> {
  return new Map(targets.map((target) => [target.name, target]));
}

/** How a check differs: "(haproxy): path "/" → "/healthz"". */
export function compareChecks(before: Check, after: Check): string {
  const changes = compareValues({ ...before.check }, { ...after.check });
  return `(${after.by}): ${listSome(changes)}`;
}

/** Settings of a check that are numbers of milliseconds. */
const TIMES: ReadonlySet<string> = new Set(["interval", "timeout"]);

function compareValues(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  return keys
    .map((key) => [key, show(key, before[key]), show(key, after[key])] as const)
    .filter(([, old, now]) => old !== now)
    .map(([key, old, now]) => `${key} ${old} → ${now}`);
}

function show(key: string, value: unknown): string {
  if (value === undefined) return "(unset)";
  return TIMES.has(key) && typeof value === "number" ? `${value / 1000} s` : JSON.stringify(value);
}

/** Some names of a list and the number of the others. */
export function listSome(names: readonly string[], shown = SHOWN): string {
  if (names.length <= shown) return names.join(", ");
  return `${names.slice(0, shown - 1).join(", ")} and ${names.length - shown + 1} more`;
}
