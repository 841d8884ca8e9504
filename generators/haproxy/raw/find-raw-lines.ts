import type { Fleet, Service } from "../../../src/contract/fleet.ts";
import type { RawLine, RawLineFault } from "../../../src/contract/raw-line.ts";
import { find } from "../../../src/contract/tree.ts";
import { newPlaces } from "../../../src/diagnostics/new-places.ts";
import { isPlainWord, linesOf } from "../../../src/fleet/lines-of.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { changesGenerated } from "./raw-changes.ts";

/**
 * Words that open a section; the lines after it would no longer be part of what they were written for. Configuration
 * manual, chapters 3, 4 and 12, of 2.6 to 3.0 and later.
 */
const SECTIONS: ReadonlySet<string> = new Set([
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
]);

/** Prefixes after which HAProxy reads the next word as the keyword. */
const NEGATIONS: ReadonlySet<string> = new Set(["no", "default"]);

/** Raw lines of the fleet, of frontends and of backends. A profile's line is listed once, for its first service. */
export function findRawLines(fleet: Fleet): RawLine[] {
  const isNew = newPlaces();
  const lines = linesOf(find(fleet.tree, ["haproxy", "global"]), "the global section").map(judge);
  for (const service of fleet.services.values()) {
    for (const line of linesOfService(service)) if (isNew(line.at)) lines.push(line);
  }
  return lines;
}

const linesOfService = oncePer(({ name: service, frontends, backends }: Service): readonly RawLine[] => {
  const places = [
    ...frontends.map(({ name, tree }) => ({ tree, where: `frontend ${name} of ${service}` })),
    ...backends.map(({ name, tree }) => ({ tree, where: `backend ${name} of ${service}` })),
  ];
  return places.flatMap(({ tree, where }) =>
    linesOf(find(tree, ["haproxy"]), where).map((line) =>
      judge({ ...line, subject: { kind: "service", name: service } }),
    ),
  );
});

/** Whether a line may not be written. Services listen by frontends of the catalog only; the fleet's own lines may bind. */
function judge(line: RawLine): RawLine {
  const fault = sectionFault(line.text) ?? (line.subject === undefined ? undefined : harmOf(line.text));
  return fault === undefined ? line : { ...line, fault };
}

function harmOf(line: string): RawLineFault | undefined {
  if (binds(line)) return { kind: "listens" };
  return changesGenerated(line) ? { kind: "changes" } : undefined;
}

function binds(line: string): boolean {
  return /^\s*(?:(?:no|default)\s+)?bind(?:\s|$)/.test(line);
}

/** The objection to a line in any section: it opens another, or its first word could be anything. */
export function sectionFault(line: string): RawLineFault | undefined {
  const keyword = keywordOf(line);
  if (SECTIONS.has(keyword)) return { kind: "opens-section", section: keyword };
  return isPlainWord(keyword) ? undefined : { kind: "unclear" };
}

/** HAProxy splits at any white space; a no-break space does not count, and is not part of a keyword either. */
function keywordOf(line: string): string {
  const words = line.trim().split(/\s+/);
  const [first = "", second = ""] = words;
  return NEGATIONS.has(first) ? second : first;
}
