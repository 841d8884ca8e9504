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
    return blame(describeError(error), mutants);
  }
}

/** A daemon that accepts its files may still refuse to start with them; then nothing is known of the others. */
function blame(message: string, mutants: readonly Mutant[]): BatchResult {
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

/** Drift that only one daemon of the node can have, whatever else is wrong. */
const DAEMON_OF_DRIFT: readonly (readonly [RegExp, string])[] = [
  [/^drift: sources allowed by the firewall$/, "nftables"],
  [/^drift: what .* is announced for$/, "health"],
  [/^drift: (?:backends|balancing of .*)$/, "haproxy"],
  [/^drift: (?:checks|when .* warns and is critical)$/, "icinga2"],
];

/** It is about what the mutant is about, or about its node and no other service. */
function mayCause({ node, daemon, service, subjects }: Mutant, finding: BrokenPromise): boolean {
  const owner = DAEMON_OF_DRIFT.find(([asked]) => asked.test(finding.asked))?.[1];
  if (owner !== undefined && owner !== daemon) return false;
  if (service !== undefined && finding.service !== undefined) return service === finding.service;
  return (service === undefined && subjects.length > 0 ? subjects : [node]).some((name) => isAbout(finding, name));
}

function isAbout(finding: BrokenPromise, name: string): boolean {
  return mentions(textOf(finding), name);
}

/** Whether a text has a name or an address as a word of its own. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w.-])${name.replaceAll(".", "\\.")}(?!\\w|\\.\\w|-(?!v[46]\\b)\\w)`).test(text);
}

export function textOf({ service, nodes, asked, wanted, seen }: BrokenPromise): string {
  return `${service ?? "the fleet"} on ${nodes.join(", ")}: ${asked}: expected ${wanted}, got ${seen}`;
}
