import type { KernelSetting } from "../../contract/read-back.ts";
import type { HeardNode } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/** Prints the values that can be set on this machine; those of the host cannot be set in a namespace. */
export const SHOW_SETTINGS = `
for key; do
  path=/proc/sys/$(printf %s "$key" | tr . /)
  [ ! -w "$path" ] || printf '%s = %s\\n' "$key" "$(tr '\\t' ' ' <"$path")"
done`;

/** Values of the kernel in the output of that script. */
export function readSettings(answer: string): KernelSetting[] {
  return [...answer.matchAll(/^(?<key>\S+) = (?<value>.*)$/gm)].map(({ groups }) => ({
    key: groups?.["key"] ?? "",
    value: groups?.["value"] ?? "",
  }));
}

/** The kernel has the values that daemons need. */
export function compareSettings({ node, settings }: HeardNode): Mismatch[] {
  return settings.wanted.flatMap(({ key, value }) => {
    const seen = settings.seen.find((each) => each.key === key);
    if (seen === undefined || seen.value === value) return [];
    return [{ services: [], node, asked: `kernel's ${key}`, wanted: value, seen: seen.value }];
  });
}
