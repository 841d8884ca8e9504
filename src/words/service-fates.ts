import { stableJson } from "../claims/stable-json.ts";
import { type Facts, KINDS_OF_SERVICE } from "../contract/subject.ts";
import type { Comparison, SubjectChange } from "./comparison.ts";

/** Services that come or go as a whole. */
export interface ServiceFates {
  readonly come: readonly SubjectChange[];
  readonly gone: readonly SubjectChange[];
  /** Under the new name, with the old one: nothing else of the service or of its parts differs. */
  readonly renamed: readonly { readonly change: SubjectChange; readonly from: SubjectChange }[];
}

/** Whether a service is configured at all. */
export function isServed(facts: Facts | undefined): boolean {
  return facts !== undefined && facts["state"] !== "planned" && facts["state"] !== "retired";
}

/** Which services come, go, and change their names. */
export function serviceFates({ changes }: Comparison): ServiceFates {
  const services = changes.filter(({ kind }) => kind === "service");
  const [before, after] = [factsByService(changes, "before"), factsByService(changes, "after")];
  const gone = new Set(services.filter((change) => isServed(change.before) && !isServed(change.after)));
  const byFacts = new Map([...gone].map((change) => [before.get(serviceOf(change)), change]));
  const come: SubjectChange[] = [];
  const renamed: { change: SubjectChange; from: SubjectChange }[] = [];
  for (const change of services) {
    if (isServed(change.before) || !isServed(change.after)) continue;
    const from = byFacts.get(after.get(serviceOf(change)));
    if (from === undefined || !gone.delete(from)) come.push(change);
    else renamed.push({ change, from });
  }
  return { come, gone: [...gone], renamed };
}

/** Everything that one side says of a service that differs, without its name, as text. */
function factsByService(changes: readonly SubjectChange[], side: "before" | "after"): ReadonlyMap<string, string> {
  const json = stableJson();
  const texts = new Map<string, string[]>();
  for (const change of changes) {
    const facts = change[side];
    if (!KINDS_OF_SERVICE.has(change.kind) || facts === undefined) continue;
    const service = serviceOf(change);
    const known = texts.get(service) ?? [];
    known.push(json([change.kind, ...change.names.slice(1), facts]));
    texts.set(service, known);
  }
  return new Map([...texts].map(([service, all]) => [service, all.sort().join("\n")]));
}

function serviceOf({ names }: SubjectChange): string {
  return names[0] ?? "";
}
