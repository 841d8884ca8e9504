import type { Fleet, Service } from "../../contract/fleet.ts";
import type { Source, Span } from "../../contract/source.ts";
import { leafValues } from "./leaf-values.ts";

/** Values of the catalog that a test followed from, and the service that it was about, if any. */
export interface Tested {
  readonly service?: string;
  readonly causes: readonly Span[];
}

/** Values of the catalog that tests followed from. */
export interface TestedValues {
  /**
   * Whether a test followed from some value behind these causes. If some of them are written in services, only tests of these
   * services count: what they inherit was asked of others, too.
   */
  readonly includes: (causes: readonly Span[]) => boolean;
}

/** Offsets of values by their file. */
type Offsets = Map<Source, Set<number>>;

export function testedValues(tests: Iterable<Tested>, { services }: Pick<Fleet, "services">): TestedValues {
  const byService = new Map<string | undefined, Set<Span>>();
  for (const { service, causes } of tests) {
    const known = byService.get(service) ?? new Set<Span>();
    byService.set(service, known);
    for (const cause of causes) known.add(cause);
  }
  const offsets = new Map([...byService].map(([service, causes]) => [service, offsetsOf(causes)]));
  const anywhere = [...offsets.values()];
  const written = new Map<Source, Service[]>();
  for (const service of services.values()) {
    written.set(service.tree.source, [...(written.get(service.tree.source) ?? []), service]);
  }
  const ownersOf = (leaf: Span) => (written.get(leaf.source) ?? []).filter(({ tree }) => isInside(leaf, tree));
  return {
    includes: (causes) => {
      const leaves = causes.flatMap(leafValues);
      const owners = [...new Set(leaves.flatMap(ownersOf))];
      const tested = owners.length === 0 ? anywhere : owners.flatMap(({ name }) => offsets.get(name) ?? []);
      return leaves.some(({ source, start }) => tested.some((known) => known.get(source)?.has(start)));
    },
  };
}

function offsetsOf(causes: Iterable<Span>): Offsets {
  const offsets: Offsets = new Map();
  for (const cause of causes) {
    for (const { source, start } of leafValues(cause)) {
      const known = offsets.get(source);
      if (known === undefined) offsets.set(source, new Set([start]));
      else known.add(start);
    }
  }
  return offsets;
}

function isInside({ start }: Span, outer: Span): boolean {
  return outer.start <= start && start < outer.end;
}
