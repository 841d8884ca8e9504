import { setTimeout as delay } from "node:timers/promises";
import type { HeardRequest } from "../../contract/heard-request.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { planListeners } from "../../lab/members/plan-listeners.ts";
import type { BrokenPromise } from "../proof.ts";
import { balancerServers } from "../settle/balancer-servers.ts";
import { compareRequests, mayCome } from "./compare-requests.ts";
import { brokenBy, type Mismatch } from "./mismatch.ts";
import { promisedRequests } from "./promised-requests.ts";

/** Milliseconds between two looks. */
const AGAIN = 2_000;

/** Milliseconds to wait at most for rare checks. */
const LONGEST = 30_000;

/** Milliseconds by which checks may be late: on a machine that runs a whole fleet, the first may fail before anything is sent. */
const LATE = 10_000;

/**
 * Compares the health checks that members received with the catalog. Before any question, so that nothing but checks and probes
 * has come, and once each load balancer has the result of each first check.
 * @param input with the claims of all services: load balancers also check members for those that are not tested
 */
export async function findWrongRequests(
  lab: Lab,
  input: LabInput,
  isMeant: (service: string) => boolean,
): Promise<BrokenPromise[]> {
  const balancing = new Set(
    lab.plan.machines
      .filter(({ name }) => daemonsOf(lab.files(name)).some(({ servers }) => servers !== undefined))
      .map(({ name }) => name),
  );
  const running = new Set(lab.plan.machines.map(({ name }) => name));
  const promised = promisedRequests(input, planListeners(input)).filter(
    ({ balancer, machine }) => balancing.has(balancer) && running.has(machine),
  );
  const look = async (): Promise<Mismatch[]> => {
    const [heard, down] = await Promise.all([allHeard(lab), downServers(lab)]);
    const arrived = new Set(heard.map(({ from, address, port }) => `${from} ${address} ${port}`));
    // A check that fails before it sends anything takes the member out, which questions show.
    const comparable = promised.filter(
      ({ balancer, from, address, port }) =>
        arrived.has(`${from} ${address} ${port}`) || !down.has(`${balancer} ${address} ${port}`),
    );
    return compareRequests(comparable, heard, input).filter(({ services }) => services.some(isMeant));
  };
  const longest = Math.max(0, ...promised.map(({ service, interval }) => (isMeant(service) ? 2 * interval : 0)));
  const deadline = performance.now() + Math.min(longest, LONGEST) + LATE;
  let found = await look();
  // What came in place of a check is certain at a second look.
  for (let isFirst = true; found.length > 0 && (isFirst || found.some(mayCome)); isFirst = false) {
    if (performance.now() > deadline) break;
    await delay(AGAIN);
    found = await look();
  }
  return found.flatMap(brokenBy);
}

/** What stubs and generated web servers received. */
async function allHeard(lab: Lab): Promise<HeardRequest[]> {
  const servers = lab.plan.machines.flatMap(({ name }) =>
    daemonsOf(lab.files(name)).flatMap(({ heard }) => (heard === undefined ? [] : [{ name, ...heard }])),
  );
  const read = await Promise.all(
    servers.map(async ({ name, show, read }) => read((await lab.exec(name, show)).stdout, name)),
  );
  return [...(await lab.stubs.heard()), ...read.flat()];
}

/** Load balancer, address and port of each check whose servers are down. */
async function downServers(lab: Lab): Promise<ReadonlySet<string>> {
  const all = await balancerServers(lab);
  return new Set(
    all.flatMap(({ balancer, servers }) =>
      servers.flatMap(({ address, check, isUp }) =>
        isUp || check === undefined ? [] : [`${balancer} ${address} ${check.port}`],
      ),
    ),
  );
}
