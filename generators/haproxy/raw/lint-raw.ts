import type { Service } from "../../../src/contract/fleet.ts";
import { find, type Tree } from "../../../src/contract/tree.ts";
import { newPlaces } from "../../../src/diagnostics/new-places.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { usedBackends } from "../backend/used-backends.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import type { HaproxyFinding } from "../haproxy-finding.ts";
import type { Model } from "../model.ts";
import { sectionFault } from "./find-raw-lines.ts";
import { countersOf, freeCounters, type Taken, takenCounters } from "./raw-counters.ts";
import { shareLine } from "./raw-shared.ts";

interface Line {
  readonly text: string;
  readonly at: Tree;
}

/** What is wrong with services' raw lines for HAProxy. A profile's line is reported once. */
export function lintRaw({ carriers }: Model): HaproxyFinding[] {
  const isNewShared = newPlaces();
  const isNewCounter = newPlaces();
  const drafts: HaproxyFinding[] = [];
  for (const { frontends } of carriers) {
    const takenBy = new Map<Service, Taken[]>();
    for (const section of frontends) {
      for (const entry of section.entries) {
        if (!hasLines(entry.service)) continue;
        const taken = takenCounters(section, entry);
        takenBy.set(entry.service, [...(takenBy.get(entry.service) ?? []), ...taken]);
        const where = `frontend ${entry.frontend.name} of ${entry.service.name}`;
        for (const line of linesOf(entry.frontend)) {
          const draft = hitsOthers(section, entry, line, where);
          if (draft !== undefined && isNewShared(line.at)) drafts.push(draft);
          const count = takesCounter(line, taken, where, entry.service);
          if (count !== undefined && isNewCounter(line.at)) drafts.push(count);
        }
      }
    }
    // Rules of a backend run after those of the frontends that lead there.
    for (const [service, taken] of takenBy) {
      for (const { backend } of usedBackends(service)) {
        for (const line of linesOf(backend)) {
          const count = takesCounter(line, taken, `backend ${backend.name} of ${service.name}`, service);
          if (count !== undefined && isNewCounter(line.at)) drafts.push(count);
        }
      }
    }
  }
  return drafts;
}

const hasLines = oncePer(({ frontends, backends }: Service) =>
  [...frontends, ...backends].some((each) => linesOf(each).length > 0),
);

/** Lines as written; those that open a section are already reported. */
function linesOf({ tree }: { readonly tree: Tree }): Line[] {
  const list = find(tree, ["haproxy"]);
  if (list?.kind !== "list") return [];
  return list.items.flatMap((at) => {
    const text = at.kind === "scalar" ? String(at.value) : "";
    return sectionFault(text) === undefined ? [{ text, at }] : [];
  });
}

function hitsOthers(
  section: FrontendSection,
  entry: ServiceFrontend,
  { text, at }: Line,
  where: string,
): HaproxyFinding | undefined {
  if (section.sharers === 1) return undefined;
  const shared = shareLine(section, entry, text);
  if (typeof shared === "string") return undefined;
  const others = [...new Set(section.entries.map(({ service }) => service.name))].filter(
    (name) => name !== entry.service.name,
  );
  const named = others.length > 4 ? [...others.slice(0, 3), `${others.length - 3} more`] : others;
  return {
    code: "raw/shared",
    message: `a raw line in ${where} would affect ${enumerate(named)} too: ${shared.cannot}`,
    at,
    notes: [
      { message: `they share port ${section.port} of the VIP, which is one frontend of HAProxy: ${section.name}` },
    ],
    help: `write a rule that can be limited to ${entry.service.name} (${ruleOf(section)}), the same line in all of them, or give ${entry.service.name} a VIP of its own`,
    subject: { kind: "service", name: entry.service.name },
  };
}

function ruleOf({ protocol }: FrontendSection): string {
  return protocol === "http"
    ? "http-request …, http-response …, use_backend …"
    : "tcp-request content …, use_backend …";
}

function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function takesCounter(
  { text, at }: Line,
  taken: readonly Taken[],
  where: string,
  service: Service,
): HaproxyFinding | undefined {
  const { tracked, used } = countersOf(text);
  const find = (numbers: readonly number[]) => taken.find(({ counter }) => numbers.includes(counter));
  const subject = { kind: "service", name: service.name } as const;
  const track = find(tracked);
  if (track !== undefined) {
    return {
      code: "haproxy/counter-taken",
      message: `a raw line in ${where} tracks with sc${track.counter}, which ${track.by} already uses`,
      at,
      help: `use one that is free here: ${freeCounters(taken)}`,
      subject,
    };
  }
  const read = find(used);
  if (read === undefined) return undefined;
  return {
    code: "haproxy/counter-read",
    message: `a raw line in ${where} uses sc${read.counter}, the counter of ${read.by}`,
    at,
    help: `to count something else, track with one that is free here (${freeCounters(taken)}) and use that`,
    subject,
  };
}
