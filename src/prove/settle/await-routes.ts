import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import { FAILED_CHECKS, textOf } from "../../contract/lab-daemon.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { Machine } from "../../lab/network/lab-plan.ts";
import { readPaths, readRoutes, SHOW_BGP_ROUTES } from "../read-bird.ts";
import { compareKernel, readKernelRoutes, SHOW_KERNEL_ROUTES } from "./compare-kernel.ts";
import { compareRoutes, type WrongHops } from "./compare-routes.ts";

/** A prefix with other routes on a router than expected. */
export interface WrongRoute extends WrongHops {
  readonly router: string;
  /** The router of the table. */
  readonly knownTo: "BIRD" | "kernel";
}

export interface AwaitOptions {
  /** Services whose VIPs are compared. */
  readonly isMeant: (service: string) => boolean;
  readonly onWait: (missing: number) => void;
  /** Whether the lab has just started, so that health checks come early until they pass for the first time. */
  readonly isFirst: boolean;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** Milliseconds between two polls, and more for each router, because they take time there. */
const PAUSE = { least: 200, each: 100 };

/** Milliseconds for sessions to be established and routes to spread. */
export const SESSIONS = 30_000;

/**
 * Waits until every router with BIRD, or each reflector if there is none, has the VIPs as in the claims: announced by
 * exactly their nodes, and until its kernel uses all equally near ones.
 * @returns differences that remain after the time of the slowest health check
 */
export async function awaitRoutes(
  lab: Lab,
  { fleet, claims }: LabInput,
  { isMeant, onWait, isFirst, signal }: AwaitOptions,
): Promise<WrongRoute[]> {
  const routers = routersOf(lab, fleet);
  const deadline = performance.now() + SESSIONS + slowestRise(fleet, { isMeant, isFirst });
  for (;;) {
    const found = await Promise.all(routers.map((router) => look(lab, router, { fleet, claims })));
    const wrong = found.flat().filter(({ services }) => services.length === 0 || services.some(isMeant));
    if (wrong.length === 0 || performance.now() > deadline || signal.aborted) return wrong;
    onWait(new Set(wrong.map(({ prefix }) => prefix)).size);
    await delay(PAUSE.least + PAUSE.each * routers.length);
  }
}

/** Routers with BIRD, or each reflector if there is none. */
export function routersOf(lab: Lab, fleet: Fleet): Machine[] {
  const speakers = lab.plan.machines.filter(
    ({ name }) => textOf(lab.files(name), "etc/bird/bird.conf") !== undefined && fleet.spec.asn !== undefined,
  );
  const own = speakers.filter(({ kind }) => kind === "router");
  return own.length > 0 ? own : speakers.filter(({ node }) => node?.roles.has("route-reflector"));
}

async function look(
  lab: Lab,
  { name, kind }: Machine,
  input: Pick<LabInput, "fleet" | "claims">,
): Promise<WrongRoute[]> {
  const { stdout } = await lab.exec(name, SHOW_BGP_ROUTES);
  const wrong = compareRoutes(readRoutes(stdout), input);
  if (wrong.length > 0 || kind !== "router") return wrong.map((each) => ({ router: name, knownTo: "BIRD", ...each }));
  // The kernel need not have all routes of BIRD, because `merge paths` has a limit.
  const kernel = await Promise.all(SHOW_KERNEL_ROUTES.map((argv) => lab.exec(name, argv)));
  const routes = readKernelRoutes(kernel.map((outcome) => outcome.stdout));
  return compareKernel(readPaths(stdout), routes, input).map((each) => ({ router: name, knownTo: "kernel", ...each }));
}

/** Milliseconds after which the slowest health check counts as healthy. */
function slowestRise({ services }: Fleet, { isMeant, isFirst }: Pick<AwaitOptions, "isMeant" | "isFirst">): number {
  const rises = [...services.values()].map(({ name, health: { check } }) => {
    if (check === undefined || !isMeant(name)) return 0;
    const pause = isFirst ? Math.min(check.interval, FAILED_CHECKS) : check.interval;
    return check.rise * pause + check.timeout;
  });
  return Math.max(0, ...rises);
}
