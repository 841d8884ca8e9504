import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../../src/cli/describe-error.ts";
import { present } from "../../src/contract/present.ts";
import type { LabInput } from "../../src/lab/lab-input.ts";
import type { Coverage } from "../../src/prove/coverage/coverage.ts";
import type { BrokenPromise } from "../../src/prove/proof.ts";
import { proveFleet } from "../../src/prove/prove-fleet.ts";
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
export async function runBatch(input: LabInput, mutants: readonly Mutant[]): Promise<BatchResult> {
  try {
    const { findings } = await prove({ ...input, tree: plantAll(input.tree, mutants) });
    return attribute(findings, mutants);
  } catch (error) {
    // A daemon that accepts its files may still refuse to start with them.
    const message = describeError(error);
    const culprits = mutants.filter(({ node }) => new RegExp(`\\b${node}\\b`).test(message));
    const [culprit] = culprits;
    if (culprit === undefined || mutants.length === 1 || culprits.length > 1) {
      const killed = mutants.length === 1 ? mutants.map((mutant) => [mutant, message] as const) : [];
      return { killed: new Map(killed), unnoticed: [], unclear: mutants.length === 1 ? [] : mutants };
    }
    return {
      killed: new Map([[culprit, message]]),
      unnoticed: [],
      unclear: mutants.filter((each) => each !== culprit),
    };
  }
}

/** A proof without faults. */
export async function prove(input: LabInput): Promise<{ findings: readonly BrokenPromise[]; coverage?: Coverage }> {
  const runtime = mkdtempSync(join(tmpdir(), "intentlb-mutants-"));
  try {
    const { signal } = new AbortController();
    const proof = await proveFleet(input, { runtime, faults: false, coverage: true, signal, onProgress: () => {} });
    const findings = [...proof.services.flatMap(({ broken }) => broken), ...proof.others];
    return { findings, ...present({ coverage: proof.coverage }) };
  } finally {
    rmSync(runtime, { recursive: true, force: true });
  }
}

function attribute(findings: readonly BrokenPromise[], mutants: readonly Mutant[]): BatchResult {
  const killed = new Map<Mutant, string>();
  const suspects = new Set<Mutant>();
  for (const finding of findings) {
    const fitting = mutants.filter((mutant) => mayCause(mutant, finding));
    // A finding that fits none may be a consequence of any.
    const possible = fitting.length === 0 ? mutants : fitting;
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

/** It is about the mutant's service, or about its node and no other service. */
function mayCause({ node, service }: Mutant, finding: BrokenPromise): boolean {
  if (service !== undefined && finding.service !== undefined) return service === finding.service;
  return finding.nodes.includes(node) || new RegExp(`(?<![\\w-])${node}(?![\\w-])`).test(textOf(finding));
}

export function textOf({ service, nodes, asked, wanted, seen }: BrokenPromise): string {
  return `${service ?? "the fleet"} on ${nodes.join(", ")}: ${asked}: expected ${wanted}, got ${seen}`;
}
