import type { KernelSetting } from "../../contract/read-back.ts";

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
