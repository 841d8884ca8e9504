import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Finding, Note } from "../../contract/finding.ts";
import { current, type Span } from "../../contract/source.ts";
import { elements, keySpan, type Tree, textOf } from "../../contract/tree.ts";
import { builtInProfile } from "./built-in-layers.ts";

/** One step of inheritance: where `extends` names the profile. */
interface Step {
  readonly heir: string;
  readonly profile: string;
  readonly at: Tree;
}

/** A finding with the steps from its service to the layer at fault; none if that is not a profile. */
interface Traced {
  readonly finding: Finding;
  readonly steps: readonly Step[];
}

/** Adds to findings about services where the faulty value was inherited, if a profile set it: each `extends` on the way. */
export function noteInheritance(findings: readonly Finding[], definitions: ValidDefinitions): Finding[] {
  return findings.map((finding) => {
    const traced = inWordsOfProfile({ finding, steps: stepsTo(finding, definitions) ?? [] });
    return { ...traced.finding, notes: [...traced.finding.notes, ...notesOf(traced)] };
  });
}

/** The steps from a finding's service to the layer that it shows; undefined if that is the service's own, or none. */
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
  const { source, start, end } = current({ ...keySpan(outer), end: outer.end });
  return source === inner.source && start <= inner.start && inner.end <= end;
}

/** Turns `services.www.vip names …` into `profiles.website.vip names …` if it is about the profile's value. */
function inWordsOfProfile(traced: Traced): Traced {
  const { finding, steps } = traced;
  const where = `services.${finding.subject?.name}.`;
  const profile = steps.at(-1)?.profile;
  if (profile === undefined || finding.at?.builtIn !== undefined || !finding.message.startsWith(where)) return traced;
  return { finding: { ...finding, message: `profiles.${profile}.${finding.message.slice(where.length)}` }, steps };
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
  return { message: `inherited by ${heir}, which extends ${profile}`, at: current(at) };
}
