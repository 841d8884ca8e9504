import { setTimeout as delay } from "node:timers/promises";
import type { LoggedRequest, Logs } from "../../../contract/lab-daemon.ts";
import { logFormat } from "../../../fleet/log-format.ts";
import { daemonsOf } from "../../../lab/daemons.ts";
import type { Lab } from "../../../lab/lab.ts";
import { placed } from "../../cause-place.ts";
import type { BrokenPromise } from "../../proof.ts";
import { valuesOf } from "../../questions/causes.ts";
import { PAGE, type Visit } from "./ask-sites.ts";

/** Milliseconds until a line is there on a busy machine, and between two looks. */
const LATE = 4000;
const PAUSE = 200;

const OK = 200;

/** Each visited site has a log with the client's own address, in the format of the catalog, and one of its errors. */
export async function lookAtLogs(lab: Lab, visits: readonly Visit[]): Promise<BrokenPromise[]> {
  const deadline = performance.now() + LATE;
  for (;;) {
    const logs = await readLogs(lab, new Set(visits.map(({ place }) => place.target.node)));
    const broken = visits.flatMap((visit) => compareLogs(visit, logs.get(visit.place.target.node)));
    if (broken.length === 0 || performance.now() > deadline) return broken;
    await delay(PAUSE);
  }
}

async function readLogs(lab: Lab, machines: ReadonlySet<string>): Promise<Map<string, Logs>> {
  const found = await Promise.all(
    [...machines].flatMap((machine) =>
      daemonsOf(lab.files(machine)).flatMap(({ logs }) =>
        logs === undefined
          ? []
          : [lab.exec(machine, logs.show(PAGE)).then(({ stdout }) => [machine, logs.read(stdout)] as const)],
      ),
    ),
  );
  return new Map(found);
}

function compareLogs({ place: { service, target }, guest }: Visit, logs: Logs | undefined): BrokenPromise[] {
  if (logs === undefined) return [];
  const common = { service: service.name, nodes: [target.node], ...placed(valuesOf(service, ["apache"])[0]) };
  const wanted = lineText({ client: guest.from, status: OK, format: logFormat(service) });
  const seen = logs.requests.filter((each) => each.service === service.name).map(lineText);
  return [
    ...(seen.includes(wanted)
      ? []
      : [
          {
            ...common,
            asked: `access log after a request for ${PAGE}`,
            wanted,
            seen: seen.at(-1) ?? "no such request",
          },
        ]),
    ...(logs.errors.includes(service.name)
      ? []
      : [{ ...common, asked: "log of its errors", wanted: "a file", seen: "no file" }]),
  ];
}

function lineText({ client, status, format }: Omit<LoggedRequest, "service">): string {
  return format === undefined ? "a line in another format" : `status ${status} for ${client} in the format ${format}`;
}
