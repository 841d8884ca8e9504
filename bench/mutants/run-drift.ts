import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeError } from "../../src/cli/describe-error.ts";
import type { Lab } from "../../src/lab/lab.ts";
import type { LabInput } from "../../src/lab/lab-input.ts";
import { narrowInput } from "../../src/lab/narrow-input.ts";
import { startLab } from "../../src/lab/start-lab.ts";
import { listenForDrift } from "../../src/prove/drift/find-drift.ts";
import { proveMonitoring } from "../../src/prove/monitoring/prove-monitoring.ts";
import type { BrokenPromise } from "../../src/prove/proof.ts";
import { awaitRoutes } from "../../src/prove/settle/await-routes.ts";
import { awaitSessions } from "../../src/prove/settle/await-sessions.ts";
import { isAbout } from "./is-about.ts";
import { type Mutant, plantAll } from "./mutant.ts";
import { attribute, type BatchResult, blame, textOf } from "./run-batch.ts";

/**
 * Drift that only this daemon's files on the node where it is seen can cause, whatever else is wrong: it says what the daemon has
 * read, not whether it reaches others.
 */
const OWN_DRIFT: readonly (readonly [RegExp, string])[] = [
  [/^drift: (?:sources|ICMP that) .*firewall/, "nftables"],
  [/^drift: (?:addresses of VIPs|router id)$/, "bird"],
  [/^drift: what .* is announced for$/, "health"],
  [/^drift: (?:backends|balancing of .*|server .*|host names|listeners of haproxy)$/, "haproxy"],
  [/^drift: (?:virtual hosts|listeners of apache)$/, "apache"],
  [/^drift: (?:checks of icinga2|who .*|when .* warns and is critical)$/, "icinga2"],
];

/**
 * Runs the fleet with all of these mistakes, and compares what daemons have read. Returns the mutants of which some finding can
 * only be the consequence, each with it.
 */
export async function runDrift(input: LabInput, mutants: readonly Mutant[]): Promise<Map<Mutant, string>> {
  try {
    const { broken } = await inLab({ ...input, tree: plantAll(input.tree, mutants) }, (lab, planted) =>
      listenForDrift(lab, planted)(),
    );
    return new Map(broken.flatMap((finding) => culpritOf(finding, mutants)));
  } catch (error) {
    // A daemon that accepts its files may still refuse to start with them.
    const [only] = mutants;
    if (only !== undefined && mutants.length === 1) return new Map([[only, describeError(error)]]);
    const middle = Math.ceil(mutants.length / 2);
    const [first, second] = [mutants.slice(0, middle), mutants.slice(middle)];
    return new Map([...(await runDrift(input, first)), ...(await runDrift(input, second))]);
  }
}

/**
 * Runs the fleet with mistakes, or what one service needs of it, waits until all is settled, and has daemons and monitoring tell. No
 * client asks anything.
 */
export async function runSettled(input: LabInput, mutants: readonly Mutant[], only?: string): Promise<BatchResult> {
  const { signal } = new AbortController();
  const isMeant = (service?: string) => only === undefined || service === only;
  const whole = { ...input, tree: plantAll(input.tree, mutants) };
  try {
    const findings = await inLab(
      only === undefined ? whole : narrowInput(whole, new Set([only])),
      async (lab, planted) => {
        const listen = listenForDrift(lab, planted);
        await Promise.all([
          awaitRoutes(lab, planted, { isMeant, isFirst: true, onWait: () => {}, signal }),
          awaitSessions(lab, planted.fleet, { signal }),
        ]);
        const drift = await listen();
        return [...drift.broken, ...(await proveMonitoring(lab, planted, { again: async () => {}, signal })).broken];
      },
    );
    return attribute(findings, mutants);
  } catch (error) {
    return blame(describeError(error), mutants);
  }
}

async function inLab<T>(input: LabInput, work: (lab: Lab, input: LabInput) => Promise<T>): Promise<T> {
  const runtime = mkdtempSync(join(tmpdir(), "intentlb-mutants-"));
  try {
    const lab = await startLab(input, { runtime });
    try {
      return await work(lab, input);
    } finally {
      await lab.stop();
    }
  } finally {
    rmSync(runtime, { recursive: true, force: true });
  }
}

function culpritOf(finding: BrokenPromise, mutants: readonly Mutant[]): [Mutant, string][] {
  const daemon = OWN_DRIFT.find(([asked]) => asked.test(finding.asked))?.[1];
  const ofKernel = /^drift: kernel's /.test(finding.asked);
  const here = mutants.filter((mutant) =>
    ofKernel
      ? mutant.path.startsWith("etc/sysctl.d/") && finding.nodes.includes(mutant.node)
      : mutant.daemon === daemon && isHere(mutant, finding),
  );
  const named = here.filter((mutant) => isNamed(mutant, finding));
  const [culprit, ...others] = here.length === 1 ? here : named;
  return culprit === undefined || others.length > 0 ? [] : [[culprit, textOf(finding)]];
}

/** Monitoring hosts configure their agents. */
function isHere({ node, daemon }: Mutant, { nodes }: BrokenPromise): boolean {
  return daemon === "icinga2" || nodes.includes(node);
}

function isNamed({ service, subjects }: Mutant, finding: BrokenPromise): boolean {
  return service === undefined ? subjects.some((each) => isAbout(finding, each)) : finding.service === service;
}
