import { statSync } from "node:fs";
import type { Fleet } from "../../contract/fleet.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";

/** What is wrong with the requested nodes, or undefined. Errors that hide the fleet are more important. */
export function wrongNode(names: readonly string[], fleet: Fleet | undefined): string | undefined {
  const wrong = fleet === undefined ? undefined : names.find((name) => !fleet.nodes.has(name));
  if (wrong === undefined || fleet === undefined) return undefined;
  const isFolder = statSync(wrong, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const help = isFolder ? "write the catalog before --node" : didYouMean(wrong, fleet.nodes.keys());
  return `there is no node \`${wrong}\`${help === undefined ? "" : `: ${help}`}`;
}
