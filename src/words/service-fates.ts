import type { Facts } from "../contract/subject.ts";
import { isSame } from "./compare-facts.ts";
import type { Comparison, SubjectChange } from "./comparison.ts";

/** Services that come or go as a whole. */
export interface ServiceFates {
  readonly come: readonly SubjectChange[];
  readonly gone: readonly SubjectChange[];
  /** Under the new name, with the old one: all facts of the service itself are the same. */
  readonly renamed: readonly { readonly change: SubjectChange; readonly from: SubjectChange }[];
}

/** Whether a service is configured at all. */
export function isServed(facts: Facts | undefined): boolean {
  return facts !== undefined && facts["state"] !== "planned" && facts["state"] !== "retired";
}

/** Which services come, go, and change their names. */
export function serviceFates({ changes }: Comparison): ServiceFates {
  const services = changes.filter(({ kind }) => kind === "service");
  const gone = new Set(services.filter(({ before, after }) => isServed(before) && !isServed(after)));
  const come: SubjectChange[] = [];
  const renamed: { change: SubjectChange; from: SubjectChange }[] = [];
  for (const change of services) {
    if (isServed(change.before) || !isServed(change.after)) continue;
    const from = [...gone].find(({ before }) => isSame(before, change.after));
    if (from === undefined) come.push(change);
    else {
      gone.delete(from);
      renamed.push({ change, from });
    }
  }
  return { come, gone: [...gone], renamed };
}
