import type { Finding, FindingSubject, Note } from "../contract/finding.ts";
import { present } from "../contract/present.ts";
import type { Span } from "../contract/source.ts";

/** Subjects that a note lists before it only counts them. */
const MOST_NAMED = 20;

/** Findings about one subject that are shown in full; the rest wait for the next run. */
const MOST_OF_ONE = 3;

const PLURALS: Readonly<Record<FindingSubject["kind"], string>> = {
  service: "services",
  node: "nodes",
  vip: "VIPs",
  profile: "profiles",
};

/**
 * One finding per cause: those of a code that share a cause, or that are at the same value and about different
 * subjects, become the first of them with a note "and 65 more services: …".
 * @param names Names in the catalog, which may differ between otherwise equal findings.
 */
export function foldFindings(findings: readonly Finding[], names: ReadonlySet<string>): Finding[] {
  const buckets = new Map<string, Finding[]>();
  for (const [index, finding] of findings.entries()) {
    const key = keyOf(finding) ?? String(index);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [finding]);
    else bucket.push(finding);
  }
  return [...buckets.values()].flatMap((bucket) => {
    const [first] = bucket;
    if (first?.cause !== undefined) return isOwnCause(bucket) ? bucket : [showCause(bucket)];
    return bucket.length === 1 ? bucket : groupsOf(bucket, names).map(join);
  });
}

/** Code and cause; undefined for a finding with neither a subject nor a place, which stays alone. */
function keyOf({ code, severity, at, subject, cause, accepted }: Finding): string | undefined {
  const why = accepted && place(accepted.at);
  if (cause !== undefined) return JSON.stringify([code, "cause", place(cause.at), cause.message, why]);
  if (subject === undefined || at === undefined) return undefined;
  // A value of a built-in profile is one cause as well, but each service has its own place to fix an error.
  const isShared = at.builtIn !== undefined && severity !== "error";
  return JSON.stringify([code, subject.kind, at.builtIn && place(at.builtIn), isShared || place(at), why]);
}

function place({ source, start, end }: Span): unknown {
  return [source.path, source.builtin, start, end];
}

/**
 * Divides findings at one value into groups with the same meaning. Texts that are equal without names belong together;
 * so do different texts, if no subject has both. Errors may each be another mistake in the value, so only their text
 * decides.
 */
function groupsOf(bucket: readonly Finding[], names: ReadonlySet<string>): Finding[][] {
  const byWords = new Map<string, Finding[]>();
  const seen = new Map<string, number>();
  for (const finding of bucket) {
    const words = withoutNames(finding, names);
    const own = JSON.stringify([finding.subject?.name, words]);
    const nth = seen.get(own) ?? 0;
    seen.set(own, nth + 1);
    const key = JSON.stringify([nth, words]);
    const group = byWords.get(key);
    if (group === undefined) byWords.set(key, [finding]);
    else group.push(finding);
  }
  const groups: { readonly subjects: Set<string | undefined>; readonly findings: Finding[] }[] = [];
  for (const findings of byWords.values()) {
    const subjects = new Set(findings.map(({ subject }) => subject?.name));
    const isError = findings[0]?.severity === "error";
    const open = isError ? undefined : groups.find((group) => ![...subjects].some((name) => group.subjects.has(name)));
    if (open === undefined) groups.push({ subjects, findings });
    else {
      open.findings.push(...findings);
      for (const name of subjects) open.subjects.add(name);
    }
  }
  return groups.map(({ findings }) => findings);
}

/** Text of a finding with `*` in place of its subject and of other names, however many in a row. */
function withoutNames({ message, help, subject }: Finding, names: ReadonlySet<string>): string {
  const name = subject?.name ?? "";
  const text = `${message}\n${help ?? ""}`;
  const parts = text.split(name);
  const unnamed = parts.reduce((left, right) =>
    /[\w-]$/.test(left) || /^[\w-]/.test(right) ? `${left}${name}${right}` : `${left}*${right}`,
  );
  return unnamed.replace(/[\w.-]*\w/g, (word) => (names.has(word) ? "*" : word)).replace(/\*(?:, \*)+/g, "*");
}

/** Whether the findings have one subject, which is their cause as well. */
function isOwnCause([first, ...others]: readonly Finding[]): boolean {
  return first?.cause?.several === true && others.every(({ subject }) => isSame(subject, first.subject));
}

function isSame(a: FindingSubject | undefined, b: FindingSubject | undefined): boolean {
  return a?.kind === b?.kind && a?.name === b?.name;
}

/** The first of the findings, with the message of their cause and at its place. */
function showCause(findings: readonly Finding[]): Finding {
  const [first] = findings;
  if (first?.cause === undefined) throw new Error("a cause without a finding");
  const { at, message, help = first.help } = first.cause;
  const shown = findings
    .filter(({ subject }) => isSame(subject, first.subject))
    .slice(0, MOST_OF_ONE)
    .map((finding) => ({ message: finding.message, ...(finding.at && { at: finding.at }) }));
  const { code, severity, accepted } = first;
  const reason = accepted === undefined ? [] : first.notes.filter((note) => note.at === accepted.at);
  return {
    code,
    severity,
    message,
    at,
    notes: [...shown, ...more(findings), ...reason],
    ...present({ accepted, help }),
    others: findings,
  };
}

function join(group: readonly Finding[]): Finding {
  const [first, ...others] = group;
  if (first === undefined) throw new Error("a group of findings has none");
  return others.length === 0 ? first : { ...first, notes: [...first.notes, ...more(group)], others };
}

/** `and 2 more services: chat, www`, for each kind of subject. */
function more([first, ...others]: readonly Finding[]): Note[] {
  const kinds = new Map<FindingSubject["kind"], Set<string>>();
  for (const { subject } of others) {
    if (subject === undefined || isSame(subject, first?.subject)) continue;
    const known = kinds.get(subject.kind);
    if (known === undefined) kinds.set(subject.kind, new Set([subject.name]));
    else known.add(subject.name);
  }
  return [...kinds].map(([kind, subjects]) => {
    const named = [...subjects].slice(0, MOST_NAMED).join(", ");
    const noun = subjects.size === 1 ? PLURALS[kind].slice(0, -1) : PLURALS[kind];
    return { message: `and ${subjects.size} more ${noun}: ${named}${subjects.size > MOST_NAMED ? ", …" : ""}` };
  });
}
