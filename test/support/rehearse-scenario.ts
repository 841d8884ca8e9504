import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { collectDrafts } from "./collect-drafts.ts";
import { killAt } from "./faulty-files.ts";
import type { Scenario } from "./output-scenarios.ts";
import { modes, type Snapshot, snapshot } from "./snapshot.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** The visible outcome: contents and modes of the parent of the output folder. */
export interface State {
  readonly texts: Snapshot;
  readonly modes: Record<string, string>;
}

function lookAround(parent: string): State {
  return { texts: snapshot(parent), modes: modes(parent) };
}

/** A fresh copy of the state before the scenario's build. Times and links are kept. */
export function prepare(scenario: Scenario, template: string, parent: string): string {
  const out = join(parent, "out");
  if (scenario.before !== undefined) {
    cpSync(join(template, "out"), out, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }
  return out;
}

/** Old and new state, and the number of operations between them. */
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
 * Which of the two states the folder is in, or a description of its state.
 * @param aside names of folders that are ignored, with their content
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

/** The order of a folder's entries is not guaranteed. */
function sorted(entries: Record<string, string>): string {
  return JSON.stringify(Object.entries(entries).sort());
}
