import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { FileDiff } from "../../../diff/diff-files.ts";
import { listSome } from "../../../words/phrases.ts";
import { count } from "../count.ts";

/** Nodes that have the same difference, before the others are counted. */
const MOST_NODES = 6;

/** Manual changes; a build loses nothing if it restores a deleted file. */
const WARNINGS = {
  gone: "deleted by hand after the last build",
  edited: "edited by hand after the last build; build stops here unless you use --force",
};

/** Which file on which nodes: `lb1, lb2: etc/haproxy/haproxy.cfg`, not yet escaped. */
export function nameFile({ nodes, path }: FileDiff): string {
  return nodes.length === 0 ? path : `${listSome(nodes, MOST_NODES)}: ${path}`;
}

/** How a file changes: `+3 -1, mode 0644 → 0640`. */
export function describeFile({ status, added, removed, facts }: FileDiff): string {
  const words = {
    added: `new, ${count(added, "line")}`,
    removed: `removed, ${count(removed, "line")}`,
    changed: added + removed === 0 ? "" : `+${added} -${removed}`,
    blocked: "not a regular file, so build stops here",
  };
  return [words[status], ...facts].filter((word) => word !== "").join(", ");
}

/** What is wrong with the existing file, or undefined. */
export function warningAbout({ status, isHandEdited }: FileDiff): string | undefined {
  return isHandEdited ? WARNINGS[status === "added" ? "gone" : "edited"] : undefined;
}

/** A line of a file made safe to print. Tabs indent generated files and are harmless. */
export function escapeLine(line: string): string {
  return line.split("\t").map(escapeControls).join("\t");
}
