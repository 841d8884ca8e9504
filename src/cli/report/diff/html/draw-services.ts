import { compareText } from "../../../../contract/compare-text.ts";
import type { SubjectKind } from "../../../../contract/subject.ts";
import type { Comparison } from "../../../../words/comparison.ts";
import { type Fate, isChanged, mergeSketches, type Picture } from "./merge-sketches.ts";
import { type Parts, sketchService } from "./sketch-service.ts";

/** Kinds of the parts of a service. */
const PARTS: ReadonlySet<SubjectKind> = new Set(["frontend", "access", "backend", "route", "redirect", "port"]);

/** A service for which it changes who talks to whom. */
export interface DrawnService {
  readonly name: string;
  /** Of the service as a whole. */
  readonly fate: Fate;
  readonly picture: Picture;
}

/** All of them, sorted by name. */
export function drawServices(comparison: Comparison): DrawnService[] {
  return [...servicesOf(comparison)]
    .map(([name, parts]): DrawnService => {
      const before = sketchService(name, parts, comparison, "before");
      const after = sketchService(name, parts, comparison, "after");
      const fate = before.boxes.size === 0 ? "new" : after.boxes.size === 0 ? "gone" : "same";
      return { name, fate, picture: mergeSketches(before, after) };
    })
    .filter(({ picture }) => isChanged(picture))
    .sort((a, b) => compareText(a.name, b.name));
}

/** Every service of either tree, with its parts. */
function servicesOf({ subjects, changes }: Comparison): Map<string, Parts> {
  const services = new Map<string, Map<SubjectKind, Map<string, readonly string[]>>>();
  for (const { kind, names } of [...subjects, ...changes]) {
    if (!PARTS.has(kind)) continue;
    const [service = "", ...part] = names;
    const kinds = services.get(service) ?? new Map<SubjectKind, Map<string, readonly string[]>>();
    services.set(service, kinds);
    const known = kinds.get(kind) ?? new Map<string, readonly string[]>();
    kinds.set(kind, known.set(JSON.stringify(part), part));
  }
  return new Map(
    [...services].map(([name, kinds]) => [
      name,
      new Map([...kinds].map(([kind, parts]) => [kind, [...parts.values()]])),
    ]),
  );
}
