import { FAMILIES, type Family } from "../../src/contract/fleet.ts";
import { type LabFile, labFile, textOf } from "../../src/contract/lab-daemon.ts";
import { CHANNELS } from "./sets.ts";

export const CONFIG = "etc/bird/bird.conf";

/** `birdc` ends with status 0 whatever BIRD answers. */
export const RELOAD = ["sh", "-c", 'birdc configure | grep -q "^Reconfigur"'];

/** Whether the configuration exports anything in a family. */
export function hasExport(files: readonly LabFile[], family: Family): boolean {
  return (textOf(files, CONFIG) ?? "").includes(headOf(family));
}

/** The configuration with static routes. Its export filters see them, and let them through first if they go to peers. */
export function leak(files: readonly LabFile[], prefixes: readonly string[], toPeers: boolean): LabFile {
  let text = textOf(files, CONFIG) ?? "";
  for (const family of FAMILIES) {
    const { channel, digit } = CHANNELS[family];
    const own = prefixes.filter((prefix) => prefix.includes(":") === (family === "ipv6"));
    if (own.length === 0) continue;
    const pass = `  if proto = "LEAK${digit}" then { bgp_local_pref = 100; accept; }\n`;
    if (toPeers) text = text.replace(headOf(family), `${headOf(family)}${pass}`);
    const routes = own.map((prefix) => `  route ${prefix} blackhole;\n`).join("");
    text += `\nprotocol static LEAK${digit} {\n  ${channel};\n${routes}}\n`;
  }
  return labFile(CONFIG, text);
}

function headOf(family: Family): string {
  return `filter EXPORT${CHANNELS[family].digit} {\n`;
}
