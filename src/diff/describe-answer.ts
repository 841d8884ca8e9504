import type { Asks, Serve, Target } from "../contract/claim.ts";
import { compareText } from "../contract/compare-text.ts";

/** Names that a sentence shows before it counts the rest. */
const SHOWN = 6;

/** What answers: "with web1, web2 (frontend https of www)". */
export function answerOf(claim: Serve): string {
  return `${shortAnswer(claim)} (frontend ${claim.frontend} of ${claim.service})`;
}

function shortAnswer({ redirect, backend, targets }: Serve): string {
  if (redirect !== undefined) return `by sending it to ${redirect.to} (${redirect.status})`;
  const names = (targets ?? []).map(({ name }) => name);
  if (names.length > 0) return `with ${listSome(names)}`;
  return backend === undefined ? "itself" : `with backend ${backend}`;
}

/** How an answer differs: "web4 joins, web2 leaves, web3: weight 100 → 50 (frontend https of www)". */
export function compareAnswers(before: Serve, after: Serve): string {
  const whose = `(frontend ${after.frontend} of ${after.service})`;
  const isSameKind = before.backend === after.backend && before.redirect === undefined && after.redirect === undefined;
  const differences = isSameKind ? compareTargets(before.targets ?? [], after.targets ?? []) : [];
  if (differences.length > 0) return `${listSome(differences)} ${whose}`;
  return `answered ${shortAnswer(after)} instead of ${shortAnswer(before)} ${whose}`;
}

function compareTargets(before: readonly Target[], after: readonly Target[]): string[] {
  const [old, now] = [byName(before), byName(after)];
  return [
    ...after.filter(({ name }) => !old.has(name)).map(({ name }) => `${name} joins`),
    ...before.filter(({ name }) => !now.has(name)).map(({ name }) => `${name} leaves`),
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

/** How a question differs: "path "/" → "/healthz"". */
export function compareChecks(before: Asks, after: Asks): string {
  const changes = compareValues({ ...before.check }, { ...after.check });
  return `how ${after.service} is, in another way (${after.by}): ${listSome(changes)}`;
}

function compareValues(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(compareText);
  const show = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));
  return keys
    .filter((key) => show(before[key]) !== show(after[key]))
    .map((key) => `${key} ${show(before[key])} → ${show(after[key])}`);
}

/** Some of a list and the number of the others. */
export function listSome(names: readonly string[], shown = SHOWN): string {
  if (names.length <= shown) return names.join(", ");
  return `${names.slice(0, shown - 1).join(", ")} and ${names.length - shown + 1} more`;
}
