import { setTimeout as delay } from "node:timers/promises";
import type { Fleet, Service } from "../../contract/fleet.ts";
import type { CheckResult, LabNotifications, Told } from "../../contract/lab-checks.ts";
import type { Lab } from "../../lab/lab.ts";
import { listText } from "../drift/mismatch.ts";
import type { BrokenPromise } from "../proof.ts";

/** Milliseconds for all who are told, and between two looks. */
const TOLD = 15_000;
const PAUSE = 300;

/** In all that is told for the proof, to know it from what monitoring tells by itself. */
const COMMENT = "a test of notifications";

/** What should be told about a check, to whom. */
interface Wanted extends Pick<Told, "by" | "to"> {
  readonly service: string;
  readonly check: CheckResult;
  readonly lines: readonly string[];
}

/** A monitoring host whose daemon tells people. */
export interface Teller {
  readonly node: string;
  readonly notifications: LabNotifications;
}

/**
 * Of each team, the owner of a service is told about a VIP and a check there, by mail and by pager: that of a service which pages,
 * if there is one. The commands must call the programs as these expect it. Who is told about everything else is compared as
 * the daemon's objects.
 * @param tellers any of them may tell: they share the work
 * @param results healthy ones
 */
export async function proveNotifications(
  lab: Lab,
  tellers: readonly Teller[],
  { fleet, results }: { readonly fleet: Fleet; readonly results: readonly CheckResult[] },
): Promise<BrokenPromise[]> {
  const [teller] = tellers;
  if (teller === undefined) return [];
  const { node, notifications } = teller;
  const wanted = examplesOf(fleet, results).flatMap(([service, check]) =>
    receiversOf(service).map(
      (to): Wanted => ({
        ...{ ...to, service: service.name, check },
        lines: notifications.lines(check, to.by, COMMENT),
      }),
    ),
  );
  if (wanted.length === 0) return [];
  const order = notifications.send(
    [...new Set(wanted.map(({ check }) => check))],
    COMMENT,
    Math.floor(Date.now() / 1000),
  );
  await lab.exec(node, order.argv, { input: order.input });
  const deadline = performance.now() + TOLD;
  for (;;) {
    const all = await Promise.all(
      tellers.map(async (each) => each.notifications.read((await lab.exec(each.node, each.notifications.show)).stdout)),
    );
    const told = all.flat();
    const missing = wanted.filter((each) => !told.some((one) => isWanted(one, each)));
    if (missing.length === 0 || performance.now() > deadline)
      return missing.map((each) => describeMissing(node, each, told));
    await delay(PAUSE);
  }
}

/** A service of each team with a VIP and a check of the service there. */
function examplesOf(fleet: Fleet, results: readonly CheckResult[]): [Service, CheckResult][] {
  const services = [...fleet.services.values()].filter(({ state }) => state === "production");
  const paging = services.filter((service) => receiversOf(service).length > 1);
  return [...fleet.teams.values()].flatMap((team) => {
    for (const service of [...paging, ...services].filter(({ owner }) => owner?.name === team.name)) {
      const check = results.find(
        ({ host, name, ...each }) =>
          each.service === service.name &&
          !fleet.nodes.has(host) &&
          service.frontends.some((frontend) => name === `${service.name}:${frontend.name}`),
      );
      const vip = results.find(({ host, name }) => host === check?.host && name === undefined);
      if (check !== undefined && vip !== undefined)
        return [
          [service, check],
          [service, vip],
        ];
    }
    return [];
  });
}

function receiversOf({ owner, monitoring }: Service): Pick<Told, "by" | "to">[] {
  if (owner === undefined) return [];
  const mail = { by: "mail", to: owner.email } as const;
  return monitoring.page && owner.pager !== undefined ? [mail, { by: "page", to: owner.pager }] : [mail];
}

function isWanted(told: Told, wanted: Wanted): boolean {
  return isAbout(told, wanted) && told.to === wanted.to && wanted.lines.every((line) => told.lines.includes(line));
}

function isAbout({ by, host, name }: Told, { by: wanted, check }: Wanted): boolean {
  return by === wanted && host === check.host && name === check.name;
}

function describeMissing(node: string, wanted: Wanted, told: readonly Told[]): BrokenPromise {
  const { by, to, service, check, lines } = wanted;
  const about = check.name === undefined ? check.host : `${check.name} on ${check.host}`;
  const sent = told.filter((one) => isAbout(one, wanted));
  const own = sent.findLast((one) => one.to === to);
  const seen =
    own === undefined
      ? `sent to ${listText(sent.map((one) => one.to || "an empty name"))}`
      : `without ${lines.filter((line) => !own.lines.includes(line)).join(", ")}`;
  return { service, nodes: [node], asked: `monitoring: ${by} about ${about}`, wanted: `sent to ${to}`, seen };
}
