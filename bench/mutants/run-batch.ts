import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../../src/cli/describe-error.ts";
import { present } from "../../src/contract/present.ts";
import type { LabInput } from "../../src/lab/lab-input.ts";
import type { Coverage } from "../../src/prove/coverage/coverage.ts";
import type { BrokenPromise } from "../../src/prove/proof.ts";
import { proveFleet } from "../../src/prove/prove-fleet.ts";
import { isAbout, mentions } from "./is-about.ts";
import { type Mutant, plantAll } from "./mutant.ts";

/** What a proof says about the mutants that it ran with. */
export interface BatchResult {
  /** With the finding that only it can have caused. */
  readonly killed: ReadonlyMap<Mutant, string>;
  /** Nothing that it may have caused was found. */
  readonly unnoticed: readonly Mutant[];
  /** Some finding fits it and another one. */
  readonly unclear: readonly Mutant[];
}

/** Proves the fleet without faults, with all of these mistakes in its files. */
export async function runBatch(input: LabInput, mutants: readonly Mutant[], only?: string): Promise<BatchResult> {
  try {
    const { findings } = await prove({ ...input, tree: plantAll(input.tree, mutants) }, only);
    return attribute(findings, mutants);
  } catch (error) {
    return blame(describeError(error), mutants);
  }
}

/** A daemon that accepts its files may still refuse to start with them; then nothing is known of the others. */
export function blame(message: string, mutants: readonly Mutant[]): BatchResult {
  const onNode = mutants.filter(({ node }) => mentions(message, node));
  const ofDaemon = onNode.filter(({ daemon }) => mentions(message.toLowerCase(), daemon));
  const [culprit, ...others] = mutants.length === 1 ? mutants : ofDaemon.length > 0 ? ofDaemon : onNode;
  if (culprit === undefined || others.length > 0) return { killed: new Map(), unnoticed: [], unclear: mutants };
  return {
    killed: new Map([[culprit, message]]),
    unnoticed: [],
    unclear: mutants.filter((each) => each !== culprit),
  };
}

/** A proof without faults, of one service or of all. */
export async function prove(
  input: LabInput,
  only?: string,
): Promise<{ findings: readonly BrokenPromise[]; coverage?: Coverage }> {
  const runtime = mkdtempSync(join(tmpdir(), "intentlb-mutants-"));
  try {
    const { signal } = new AbortController();
    const proof = await proveFleet(input, {
      ...{ runtime, faults: false, coverage: only === undefined, signal, onProgress: () => {} },
      ...(only === undefined ? {} : { only: new Set([only]) }),
    });
    const findings = [...proof.services.flatMap(({ broken }) => broken), ...proof.others];
    return { findings, ...present({ coverage: proof.coverage }) };
  } finally {
    rmSync(runtime, { recursive: true, force: true });
  }
}

export function attribute(findings: readonly BrokenPromise[], mutants: readonly Mutant[]): BatchResult {
  const killed = new Map<Mutant, string>();
  const suspects = new Set<Mutant>();
  // What a slow machine could not show says nothing.
  for (const finding of findings.filter(({ seen }) => !seen.startsWith("not shown"))) {
    const possible = suspectsOf(finding, mutants);
    const [only] = possible;
    if (possible.length === 1 && only !== undefined) killed.set(only, textOf(finding));
    else for (const each of possible) suspects.add(each);
  }
  const left = mutants.filter((mutant) => !killed.has(mutant));
  return {
    killed,
    unnoticed: left.filter((mutant) => !suspects.has(mutant)),
    unclear: left.filter((mutant) => suspects.has(mutant)),
  };
}

/** A finding that fits none may be a consequence of any on its nodes, or anywhere. */
function suspectsOf(finding: BrokenPromise, mutants: readonly Mutant[]): readonly Mutant[] {
  const fitting = mutants.filter((mutant) => mayCause(mutant, finding));
  if (fitting.length > 0) return fitting;
  const near = mutants.filter(({ node }) => isAbout(finding, node));
  return near.length > 0 ? near : mutants;
}

/** It is about what the mutant is about, or about its node and no other service. */
function mayCause({ node, service, subjects }: Mutant, finding: BrokenPromise): boolean {
  if (service !== undefined && finding.service !== undefined) return service === finding.service;
  return (service === undefined && subjects.length > 0 ? subjects : [node]).some((name) => isAbout(finding, name));
}

export function textOf({ service, nodes, asked, wanted, seen }: BrokenPromise): string {
  return `${service ?? "the fleet"} on ${nodes.join(", ")}: ${asked}: expected ${wanted}, got ${seen}`;
}
