import type { Acceptance, CodeEntry, Finding } from "../../contract/finding.ts";
import type { Fleet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { current } from "../../contract/source.ts";
import { nearest } from "../../contract/tree.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { type Accept, type Accepts, collectAccepts, subjectKey } from "./collect-accepts.ts";
import { isDay } from "./is-day.ts";

/** Findings about the `accept` entries themselves. */
export const ACCEPT_CODES = {
  "accept/bad-day": {
    severity: "error",
    about: "The `until` of an `accept` is not a valid date. Write it as YYYY-MM-DD.",
  },
  "accept/error": {
    severity: "error",
    about: "An `accept` refers to an error. Only warnings and notices can be accepted: remove the cause.",
  },
  "accept/expired": {
    severity: "warning",
    about: "An `accept` has expired, but its finding still exists. Remove the cause, or set a later date.",
  },
  "accept/unknown-rule": {
    severity: "error",
    about: "An `accept` refers to a finding that does not exist, so it never accepts anything.",
  },
  "accept/unused": {
    severity: "warning",
    about: "An `accept` matches no finding any more. Remove the entry.",
  },
} as const satisfies Record<string, CodeEntry>;

/** Findings sorted by the catalog's `accept` entries. */
export interface Accepted {
  /** Findings that nothing accepts, then those about entries. */
  readonly remaining: readonly Finding[];
  /** Accepted findings, with the reason. */
  readonly accepted: readonly Finding[];
}

/**
 * Separates accepted findings: warnings and notices of the entry's rule whose subject is the service, node or VIP that
 * has the entry, through its last day if it has one. After that the finding returns with a note.
 * @param findings All findings of the run.
 * @param today As YYYY-MM-DD.
 * @param codes All codes, including those of generators.
 */
export function applyAccepts(
  findings: readonly Finding[],
  fleet: Fleet,
  today: string,
  codes: Readonly<Record<string, CodeEntry>>,
): Accepted {
  const accepts = collectAccepts(fleet);
  const used = new Set<Accept>();
  const remaining: Finding[] = [];
  const accepted: Finding[] = [];
  for (const finding of findings) {
    const accept = acceptFor(finding, accepts);
    if (accept === undefined) remaining.push(finding);
    else {
      used.add(accept);
      if (isOver(accept, today)) remaining.push(withNote(finding, accept));
      else accepted.push({ ...withNote(finding, accept), accepted: acceptanceOf(accept) });
    }
  }
  // An error may have kept rules from running, so it is unknown what an entry would accept.
  const complete = !findings.some((finding) => finding.severity === "error");
  const inherited = new Set([...accepts.bySubject.values()].flat());
  const about = [...accepts.written].flatMap((accept): Finding[] => {
    const faults = [dayFault(accept), ruleFault(accept, codes)].filter((fault) => fault !== undefined);
    if (faults.length > 0) return faults;
    if (used.has(accept)) return isOver(accept, today) ? [expired(accept)] : [];
    return complete && inherited.has(accept) ? [unused(accept)] : [];
  });
  return { remaining: [...remaining, ...about], accepted };
}

function acceptanceOf({ reason, until, tree }: Accept): Acceptance {
  return { reason, ...present({ until }), at: current(tree) };
}

/** The entry that accepts a finding; of several the one that ends last, or never. */
function acceptFor(finding: Finding, accepts: Accepts): Accept | undefined {
  if (finding.severity === "error" || finding.subject === undefined) return undefined;
  const entries = accepts.bySubject.get(subjectKey(finding.subject)) ?? [];
  let last: Accept | undefined;
  for (const entry of entries) {
    if (entry.rule === finding.code && (last === undefined || endOf(entry) > endOf(last))) last = entry;
  }
  return last;
}

/** Days compare as strings; an invalid one is an error of its own. No end is later than any. */
function endOf({ until }: Accept): string {
  return until ?? "\uffff";
}

function isOver(accept: Accept, today: string): boolean {
  return endOf(accept) < today;
}

function withNote(finding: Finding, accept: Accept): Finding {
  const { reason, until, tree } = accept;
  const note = {
    message: `accepted ${until === undefined ? "by design" : `until ${until}`} (${reason})`,
    at: current(tree),
  };
  return { ...finding, notes: [...finding.notes, note] };
}

function dayFault(accept: Accept): Finding | undefined {
  if (accept.until === undefined || isDay(accept.until)) return undefined;
  const message = `\`until\` of the accepted ${accept.rule} is not a valid date: ${JSON.stringify(accept.until)}`;
  return about(
    "accept/bad-day",
    message,
    nearest(accept.tree, ["until"]),
    "write a date such as 2027-03-31, or remove `until` if it is by design",
  );
}

function ruleFault(accept: Accept, codes: Readonly<Record<string, CodeEntry>>): Finding | undefined {
  const at = nearest(accept.tree, ["rule"]);
  const entry = Object.hasOwn(codes, accept.rule) ? codes[accept.rule] : undefined;
  if (entry === undefined) {
    const help = didYouMean(accept.rule, Object.keys(codes)) ?? "write the code as intentlb prints it";
    return about("accept/unknown-rule", `there is no finding with the code ${accept.rule}`, at, help);
  }
  if (entry.severity !== "error") return undefined;
  return about(
    "accept/error",
    `${accept.rule} is an error, and errors cannot be accepted`,
    at,
    "remove the entry, and the cause of the error",
  );
}

function expired(accept: Accept): Finding {
  const message = `${accept.rule} was accepted until ${accept.until}, but still occurs`;
  return about("accept/expired", message, nearest(accept.tree, ["until"]), "remove the cause, or set a later date");
}

function unused(accept: Accept): Finding {
  const message = `${accept.rule} is accepted, but there is no such finding here`;
  return about("accept/unused", message, accept.tree, "remove the entry");
}

function about(code: keyof typeof ACCEPT_CODES, message: string, at: Accept["tree"], help: string): Finding {
  return { code, severity: ACCEPT_CODES[code].severity, message, at: current(at), notes: [], help };
}
