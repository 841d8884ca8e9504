import type { Fleet } from "../../contract/fleet.ts";
import type { Path, Tree } from "../../contract/tree.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { followPath, matchNames, restAfter } from "./follow-path.ts";
import { SHOWN_KINDS, type ShownKind } from "./shown-kinds.ts";
import { findThing, namesOf, type Thing } from "./things.ts";

/** A value that was asked for. */
export interface Found {
  readonly thing: Thing;
  readonly path: Path;
  readonly tree: Tree;
}

/** Things of a kind with a name that the text begins with, longest name first. */
export function thingsNamed(fleet: Fleet, kind: ShownKind, text: string): Thing[] {
  return matchNames(text, namesOf(fleet, kind)).flatMap((name) => findThing(fleet, kind, name) ?? []);
}

/** The value of a kind that a text such as `www.access.from` leads to; undefined if there is none. */
export function findValue(fleet: Fleet, kind: ShownKind, text: string): Found | undefined {
  for (const thing of thingsNamed(fleet, kind, text)) {
    const followed = followPath(thing.tree, restAfter(text, thing.name));
    if ("tree" in followed) return { thing, ...followed };
  }
  return undefined;
}

/** The values of all kinds that a text leads to: a service first. */
export function findValues(fleet: Fleet, text: string): Found[] {
  return SHOWN_KINDS.flatMap((kind) => findValue(fleet, kind, text) ?? []);
}

/** The name of any kind that is most like a wrong one; a service if several are. */
export function suggestName(fleet: Fleet, wrong: string): { kind: ShownKind; name: string } | undefined {
  const kinds = new Map(SHOWN_KINDS.toReversed().flatMap((kind) => namesOf(fleet, kind).map((name) => [name, kind])));
  const name = suggest(wrong, kinds.keys());
  const kind = name === undefined ? undefined : kinds.get(name);
  return name === undefined || kind === undefined ? undefined : { kind, name };
}
