import type { HeardNode } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/** The kernel has the values that daemons need. */
export function compareSettings({ node, settings }: HeardNode): Mismatch[] {
  return settings.wanted.flatMap(({ key, value }) => {
    const seen = settings.seen.find((each) => each.key === key);
    if (seen === undefined || seen.value === value) return [];
    return [{ services: [], node, asked: `kernel's ${key}`, wanted: value, seen: seen.value }];
  });
}
