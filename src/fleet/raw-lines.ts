import type { Subject } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { Tree } from "../contract/tree.ts";
import { find } from "../contract/tree.ts";
import { newPlaces } from "../diagnostics/new-places.ts";

/** A line that a daemon gets as it stands. */
export interface RawLine {
  /** Key of the daemon's block: `haproxy`. */
  readonly daemon: string;
  readonly text: string;
  readonly at: Tree;
  /** Where the daemon gets it: `global`, `frontend https of www`. */
  readonly where: string;
  /** Absent for one of the fleet. */
  readonly subject?: Subject;
}

/** All raw lines of the fleet. One of a profile is listed once, for the first service that inherits it. */
export function rawLines(fleet: Fleet): RawLine[] {
  const lines = linesOf("haproxy", find(fleet.tree, ["haproxy", "global"]), "the global section");
  lines.push(...linesOf("apache", find(fleet.tree, ["apache", "lines"]), "the server"));
  const isNew = newPlaces();
  for (const service of fleet.services.values()) {
    for (const line of linesOf("apache", find(service.tree, ["apache", "lines"]), `the site of ${service.name}`)) {
      if (isNew(line.at)) lines.push({ ...line, subject: { kind: "service", name: service.name } });
    }
    for (const kind of ["frontend", "backend"] as const) {
      for (const { name, tree } of kind === "frontend" ? service.frontends : service.backends) {
        for (const line of linesOf("haproxy", find(tree, ["haproxy"]), `${kind} ${name} of ${service.name}`)) {
          if (isNew(line.at)) lines.push({ ...line, subject: { kind: "service", name: service.name } });
        }
      }
    }
  }
  return lines;
}

function linesOf(daemon: string, list: Tree | undefined, where: string): RawLine[] {
  if (list?.kind !== "list") return [];
  return list.items.map((at) => ({ daemon, text: at.kind === "scalar" ? String(at.value) : "", at, where }));
}

/**
 * Words that open a section, by daemon; what follows such a line would no longer be part of what it was written for.
 * HAProxy: configuration manual, chapters 3, 4 and 12, of 2.6 to 3.0 and later.
 */
const SECTIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  haproxy: new Set([
    "global",
    "defaults",
    "frontend",
    "backend",
    "listen",
    "userlist",
    "peers",
    "resolvers",
    "mailers",
    "program",
    "cache",
    "ring",
    "log-forward",
    "log-profile",
    "http-errors",
    "fcgi-app",
    "crt-store",
    "traces",
    "acme",
  ]),
};

/** Prefixes after which HAProxy reads the next word as the keyword. */
const NEGATIONS: ReadonlySet<string> = new Set(["no", "default"]);

/** The section that a line would open; an empty text where its first word might be anything; undefined for other lines. */
export function opensSection(daemon: string, line: string): string | undefined {
  const keyword = keywordOf(line);
  if (SECTIONS[daemon]?.has(keyword) === true) return keyword;
  return /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(keyword) ? undefined : "";
}

/** HAProxy splits at any white space; a no-break space is none to it, and is no part of a keyword either. */
function keywordOf(line: string): string {
  const words = line.trim().split(/\s+/);
  const [first = "", second = ""] = words;
  return NEGATIONS.has(first) ? second : first;
}
