import type { Span } from "../catalog/source.ts";
import { keySpan, type Tree } from "../catalog/tree.ts";
import type { ValidDefinitions } from "../catalog/validate-definitions.ts";
import type { Finding, Note } from "../diagnostics/finding.ts";
import { builtInProfile } from "./built-in-layers.ts";
import { elements, textOf } from "./references.ts";

/** One step of inheritance: where `extends` names the profile. */
interface Step {
  readonly heir: string;
  readonly profile: string;
  readonly at: Tree;
}

/** More services than this share a mistake of a profile without being named. */
const MOST_HEIRS = 3;

/** A finding with the steps from its service to the layer at fault; none where that is no profile. */
interface Traced {
  readonly finding: Finding;
  readonly steps: readonly Step[];
}

/**
 * Says of findings about services why a service has the value at fault where a profile set it: each `extends` on the
 * way. The same mistake of a profile, found once for each service that inherits it, becomes one finding.
 */
export function noteInheritance(findings: readonly Finding[], definitions: ValidDefinitions): Finding[] {
  const groups = new Map<string, Traced[]>();
  for (const finding of findings) {
    const traced = inWordsOfProfile({ finding, steps: stepsTo(finding, definitions) ?? [] });
    const key = sharedMistake(traced) ?? `alone ${groups.size}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [traced]);
    else group.push(traced);
  }
  return [...groups.values()].map(join);
}

/** The steps from a finding's service to the layer that it shows; undefined where that is the service's own, or none. */
function stepsTo({ at, subject }: Finding, { valid }: ValidDefinitions): readonly Step[] | undefined {
  const place = at?.builtIn ?? at;
  if (place === undefined || subject?.kind !== "service") return undefined;
  const service = valid.services.get(subject.name);
  if (service === undefined || encloses(service, place)) return undefined;
  const profile = (name: string) => valid.profiles.get(name) ?? builtInProfile(name);
  return findSteps(`service ${subject.name}`, service, place, profile, new Set());
}

function findSteps(
  heir: string,
  layer: Tree,
  place: Span,
  profileOf: (name: string) => Tree | undefined,
  seen: Set<string>,
): readonly Step[] | undefined {
  const parents = layer.kind === "map" ? elements(layer.entries["extends"]) : [];
  for (const at of parents) {
    const profile = textOf(at);
    if (seen.has(profile)) continue;
    seen.add(profile);
    const tree = profileOf(profile);
    if (tree === undefined) continue;
    const step = { heir, profile, at };
    if (encloses(tree, place)) return [step];
    const further = findSteps(`profile ${profile}`, tree, place, profileOf, seen);
    if (further !== undefined) return [step, ...further];
  }
  return undefined;
}

function encloses(outer: Tree, inner: Span): boolean {
  return outer.source === inner.source && keySpan(outer).start <= inner.start && inner.end <= outer.end;
}

/** `services.www.vip names …` of what a profile says is `profiles.website.vip names …`. */
function inWordsOfProfile(traced: Traced): Traced {
  const { finding, steps } = traced;
  const where = `services.${finding.subject?.name}.`;
  const profile = steps.at(-1)?.profile;
  if (profile === undefined || finding.at?.builtIn !== undefined || !finding.message.startsWith(where)) return traced;
  return { finding: { ...finding, message: `profiles.${profile}.${finding.message.slice(where.length)}` }, steps };
}

/** What findings have in common that are one mistake of a profile, whichever service they name; undefined for others. */
function sharedMistake({ finding, steps }: Traced): string | undefined {
  const { code, message, at, help, notes, subject } = finding;
  if (at === undefined || subject === undefined || steps.length === 0) return undefined;
  const unnamed = (text: string) =>
    (text.match(/[\w-]+|[^\w-]+/g) ?? []).map((word) => (word === subject.name ? "*" : word));
  const texts = [message, help ?? "", ...notes.map((note) => note.message)];
  return JSON.stringify([code, at.source.path, at.start, at.end, texts.map(unnamed)]);
}

function join(group: readonly Traced[]): Finding {
  const [first, ...others] = group;
  if (first === undefined) throw new Error("a group of findings has none");
  const named = others.slice(0, MOST_HEIRS - 1).flatMap(({ steps }) => steps.slice(0, 1));
  const rest = others.length - named.length;
  const more = rest > 0 ? [{ message: `inherited by ${rest} more ${rest === 1 ? "service" : "services"}` }] : [];
  const { finding } = first;
  return { ...finding, notes: [...finding.notes, ...notesOf(first), ...named.map(toNote), ...more] };
}

/** From the value outward to the service. */
function notesOf({ finding, steps }: Traced): Note[] {
  const links = steps.toReversed().map(toNote);
  const from = finding.at?.builtIn;
  const profile = steps.at(-1)?.profile;
  return from === undefined || profile === undefined
    ? links
    : [{ message: `inherited from profile ${profile}`, at: from }, ...links];
}

function toNote({ heir, profile, at }: Step): Note {
  return { message: `inherited by ${heir}, which extends ${profile}`, at };
}
