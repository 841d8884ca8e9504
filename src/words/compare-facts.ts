import { stableJson } from "../claims/stable-json.ts";
import type { Facts, FactValue, SubjectKind } from "../contract/subject.ts";
import type { Phrase } from "../contract/wording.ts";
import { changed, isFacts } from "./phrases.ts";
import type { FindSay } from "./wordings.ts";

/** One fact of a subject that differs, in words. */
export interface FactChange extends Phrase {
  /** Keys that lead to the fact. */
  readonly path: readonly string[];
  readonly before?: FactValue;
  readonly after?: FactValue;
}

/** How the facts of a subject differ, in the order of their keys, each by the words for the outermost value that has some. */
export function compareFacts(
  find: FindSay,
  kind: SubjectKind,
  before: FactValue | undefined,
  after: FactValue | undefined,
  path: readonly string[] = [],
): FactChange[] {
  if (isSame(before, after)) return [];
  const found = path.length === 0 ? undefined : find(kind, path);
  const said = found?.say(before, after, found.names);
  const sides = { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
  if (said !== undefined) return said.map((phrase) => ({ ...phrase, path, ...sides }));
  const [old, now] = [mapOrNone(before), mapOrNone(after)];
  if (old !== undefined && now !== undefined) {
    const keys = new Set([...Object.keys(now), ...Object.keys(old)]);
    return [...keys].flatMap((key) => compareFacts(find, kind, own(old, key), own(now, key), [...path, key]));
  }
  return [{ risk: "changes", text: changed(path.join(" ").replaceAll("_", " "), before, after), path, ...sides }];
}

/** Whether two values say the same: the order of keys says nothing. */
export function isSame(a: FactValue | undefined, b: FactValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const json = stableJson();
  return json(a) === json(b);
}

/** A map, or an empty one for a value that one side lacks; undefined for anything else. */
function mapOrNone(value: FactValue | undefined): Facts | undefined {
  if (value === undefined) return {};
  return isFacts(value) ? value : undefined;
}

function own(facts: Facts, key: string): FactValue | undefined {
  return Object.hasOwn(facts, key) ? facts[key] : undefined;
}
