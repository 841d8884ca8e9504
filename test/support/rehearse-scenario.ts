import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { collectDrafts } from "./collect-drafts.ts";
import { killAt } from "./faulty-files.ts";
import type { Scenario } from "./output-scenarios.ts";
import { modes, type Snapshot, snapshot } from "./snapshot.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Everything that may be seen of the outcome: contents and modes of the folder that the output folder stands in. */
export interface State {
  readonly texts: Snapshot;
  readonly modes: Record<string, string>;
}

function lookAround(parent: string): State {
  return { texts: snapshot(parent), modes: modes(parent) };
}

/** A fresh copy of what stands before the scenario's build. Times and links are kept. */
export function prepare(scenario: Scenario, template: string, parent: string): string {
  const out = join(parent, "out");
  if (scenario.before !== undefined) {
    cpSync(join(template, "out"), out, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  return out;
}

/** Old and new state, and how many operations lie between them. */
export function rehearse(scenario: Scenario): { template: string; old: State; next: State; operations: number } {
  const template = temporaryFolder();
  const built = join(template, "out");
  if (scenario.before !== undefined)
    expect(writeTree(built, scenario.before, {}, collectDrafts().report)).toBeDefined();
  scenario.meddle?.(built);
  const parent = temporaryFolder();
  const out = prepare(scenario, template, parent);
  const counting = killAt(Number.POSITIVE_INFINITY);
  const { report, drafts } = collectDrafts();
  expect(writeTree(out, scenario.after, scenario.options, report, counting.files)).toBeDefined();
  expect(drafts).toEqual([]);
  return { template, old: lookAround(template), next: lookAround(parent), operations: counting.count() };
}

/**
 * Which of the two states the folder is in, or what it is instead.
 * @param aside names of folders that do not count, with all that is in them
 */
export function outcomeOf(
  parent: string,
  old: State,
  next: State,
  aside: readonly string[] = [],
): "old" | "new" | State {
  const now = lookAround(parent);
  const rest = { texts: without(now.texts, aside), modes: without(now.modes, aside) };
  if (isSame(rest, old)) return "old";
  return isSame(rest, next) ? "new" : rest;
}

function without(entries: Record<string, string>, aside: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).filter(([place]) => !place.split("/").some((name) => aside.includes(name))),
  );
}

function isSame(a: State, b: State): boolean {
  return sorted(a.texts) === sorted(b.texts) && sorted(a.modes) === sorted(b.modes);
}

/** The order in which a folder lists its entries is nobody's promise. */
function sorted(entries: Record<string, string>): string {
  return JSON.stringify(Object.entries(entries).sort());
}
