import type { FactValue } from "../contract/subject.ts";
import type { Phrase, Risk, Say } from "../contract/wording.ts";

/** Items that a sentence lists before it counts the rest. */
const SHOWN = 4;

/** Items of a list, and the number of those that do not fit. */
export function listSome(items: readonly string[], shown = SHOWN): string {
  if (items.length <= shown) return items.join(", ");
  return `${items.slice(0, shown - 1).join(", ")} and ${items.length - shown + 1} more`;
}

/** A value as an operator writes it. */
export function showValue(value: FactValue): string {
  if (typeof value === "object" && value !== null && Object.keys(value).length === 0) return "none";
  if (isList(value)) return listSome(value.map(showValue));
  if (typeof value === "object" && value !== null) {
    return listSome(Object.entries(value).map(([key, inner]) => `${key} ${showValue(inner)}`));
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** Elements of a value that is one or a list of them; none if there is no value. */
export function itemsOf(value: FactValue | undefined): string[] {
  if (value === undefined) return [];
  return (isList(value) ? value : [value]).map((item) => (typeof item === "string" ? item : showValue(item)));
}

function isList(value: FactValue | undefined): value is readonly FactValue[] {
  return Array.isArray(value);
}

export function isFacts(value: FactValue | undefined): value is { readonly [key: string]: FactValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** "tunnel timeout 1s (was 1h)", "tunnel timeout 1s (was not set)", "tunnel timeout not set (was 1h)". */
export function changed(noun: string, before: FactValue | undefined, after: FactValue | undefined): string {
  const show = (value: FactValue | undefined) => (value === undefined ? "not set" : showValue(value));
  return `${noun} ${show(after)} (was ${show(before)})`;
}

/** @param risk of another value than before */
export function setting(noun: string, risk: Risk = "changes"): Say {
  return (before, after) => [{ risk: before === undefined ? "changes" : risk, text: changed(noun, before, after) }];
}

/** A setting that protects: without it, or with another value that `isWeaker` says is weaker, something is open. */
export function protection(
  noun: string,
  isWeaker: (before: FactValue, after: FactValue) => boolean = () => false,
): Say {
  return (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: `${noun} gone (was ${showValue(before ?? null)})` }];
    const opens = before !== undefined && isWeaker(before, after);
    return [{ risk: opens ? "opens" : "changes", text: changed(noun, before, after) }];
  };
}

/** Items that come and go, each with its words. */
export function items(added: (item: string) => Phrase, removed: (item: string) => Phrase): Say {
  return (before, after) => {
    const [old, now] = [itemsOf(before), itemsOf(after)];
    const phrases = [
      ...now.filter((item) => !old.includes(item)).map(added),
      ...old.filter((item) => !now.includes(item)).map(removed),
    ];
    return phrases.length > 0
      ? phrases
      : [{ risk: "changes", text: `order ${showValue(now)} (was ${showValue(old)})` }];
  };
}

/** Lines that a daemon gets verbatim: what they do is not known, so a reader must look at each. */
export function rawLines(where: string): Say {
  return items(
    (line) => ({ risk: "opens", text: `raw line in ${where}: ${line}`, isRaw: true }),
    (line) => ({ risk: "opens", text: `raw line gone from ${where}: ${line}` }),
  );
}
