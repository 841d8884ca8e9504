import { setTimeout as delay } from "node:timers/promises";
import type { CheckResult, LabChecks, LabNotifications } from "../../contract/lab-checks.ts";
import { present } from "../../contract/present.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { Tested } from "../coverage/tested-values.ts";
import { listText } from "../drift/mismatch.ts";
import type { BrokenPromise } from "../proof.ts";
import { valuesOf } from "../questions/causes.ts";
import { healthyChecks } from "./healthy-checks.ts";
import { proveNotifications } from "./prove-notifications.ts";

/**
 * How often a check may fail: on a busy machine an answer may be late, a session may end and come back, and what counts others may be
 * checked before them.
 */
const TRIES = 3;

/** Milliseconds for all checks that are forced at once: what a plugin may take, and more for each. */
const CHECKS = { least: 15_000, each: 100 };

/** Milliseconds before what has no result, or failed, is forced again: an agent that is not connected yet gets no orders. */
const AGAIN = 2_000;

/** Milliseconds between two looks at the results. */
const PAUSE = 500;

/** Milliseconds for monitoring to list its results while it runs checks. */
const ANSWER = 30_000;

/** What monitoring finds of the healthy fleet. */
export interface MonitoringProof {
  readonly broken: readonly BrokenPromise[];
  /** Values of the catalog behind the checks that ran. */
  readonly values: readonly Tested[];
}

export interface MonitoringOptions {
  /** Waits until routes are there again, before what failed is checked once more. */
  readonly again: () => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** A monitoring host, and the daemon that checks. */
interface Monitor {
  readonly node: string;
  readonly checks: LabChecks;
  readonly notifications?: LabNotifications;
}

/**
 * The monitoring hosts have everything checked as generated, directly and through their agents, and find the fleet healthy. All
 * VIPs must be announced. Only what has not come out healthy by itself since the lab started runs at once.
 */
export async function proveMonitoring(
  lab: Lab,
  input: Pick<LabInput, "fleet" | "claims">,
  options: MonitoringOptions,
): Promise<MonitoringProof> {
  const monitors = lab.plan.machines.flatMap(({ name, node }): Monitor[] =>
    node?.roles.has("monitoring")
      ? daemonsOf(lab.files(name)).flatMap(({ checks, notifications }) =>
          checks === undefined ? [] : [{ node: name, checks, ...present({ notifications }) }],
        )
      : [],
  );
  const isExpected = healthyChecks(input, new Set(lab.plan.machines.map(({ name }) => name)));
  const found = await Promise.all(monitors.map((monitor) => checkAll(lab, monitor, { ...options, isExpected })));
  const tellers = monitors.flatMap(({ node, notifications }) =>
    notifications === undefined ? [] : [{ node, notifications }],
  );
  const untold = await proveNotifications(lab, tellers, {
    fleet: input.fleet,
    results: found.flatMap(({ results }) => results.filter(({ isOk }) => isOk)),
  });
  const checked = new Set(found.flatMap(({ results }) => results.flatMap(({ service }) => service ?? [])));
  return {
    broken: [...monitors.flatMap(({ node }, index) => describeFailed(node, found[index]?.failed ?? [])), ...untold],
    values: [...input.fleet.services.values()]
      .filter(({ name }) => checked.has(name))
      .map((service) => ({
        service: service.name,
        causes: valuesOf(service, ["health", "check"], ["monitoring", "checks"]),
      })),
  };
}

interface CheckOptions extends MonitoringOptions {
  readonly isExpected: (check: CheckResult) => boolean;
}

/** @returns all results, and those that are not healthy at the last try */
async function checkAll(
  lab: Lab,
  { node, checks }: Monitor,
  { isExpected, again, signal }: CheckOptions,
): Promise<{ results: readonly CheckResult[]; failed: readonly CheckResult[] }> {
  const run = async (argv: readonly string[], text = "") => {
    const { status, stdout, stderr } = await lab.exec(node, argv, { input: text, timeout: ANSWER });
    if (status !== 0) throw new Error(`monitoring on ${node} does not answer: ${stderr.trim()}`);
    return stdout;
  };
  const look = async () => checks.read(await run(checks.show));
  const unhealthy = (results: readonly CheckResult[]) => results.filter((each) => !each.isOk && isExpected(each));
  let results = await look();
  for (let tried = 0; tried < TRIES && !signal.aborted; tried++) {
    const forced = unhealthy(results);
    if (forced.length === 0) break;
    if (tried > 0) await Promise.all([delay(AGAIN), again()]);
    const now = Math.floor(Date.now() / 1000);
    const deadline = performance.now() + CHECKS.least + forced.length * CHECKS.each;
    let late = forced;
    for (let next = 0; late.length > 0 && performance.now() < deadline && !signal.aborted; ) {
      if (performance.now() > next) {
        const { argv, input } = checks.force(late, now);
        await run(argv, input);
        next = performance.now() + AGAIN;
      }
      await delay(PAUSE);
      results = await look();
      late = unhealthy(results).filter(({ at }) => at < now);
    }
  }
  return { results, failed: unhealthy(results) };
}

/** One finding for all checks of a service that fail alike; the first says how. */
export function describeFailed(node: string, failed: readonly CheckResult[]): BrokenPromise[] {
  const alike = new Map<string, CheckResult[]>();
  for (const check of failed) {
    // Plugins add how long they took.
    const key = JSON.stringify([check.service, seenOf(check).replace(/\d+/g, "0")]);
    alike.set(key, [...(alike.get(key) ?? []), check]);
  }
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    return {
      ...present({ service: first.service }),
      nodes: [node],
      asked: `monitoring: ${listText(same.map(titleOf).sort())}`,
      wanted: "healthy",
      seen: seenOf(first),
    };
  });
}

function titleOf({ host, name }: CheckResult): string {
  return name === undefined ? host : `${name} on ${host}`;
}

function seenOf({ at, said }: CheckResult): string {
  return at === 0 ? "no result" : said;
}
