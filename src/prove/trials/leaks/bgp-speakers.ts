import { setTimeout as delay } from "node:timers/promises";
import { FAMILIES, type Fleet, type Node } from "../../../contract/fleet.ts";
import type { LabBgp, LabFile } from "../../../contract/lab-daemon.ts";
import type { BgpSession } from "../../../fleet/announce/sessions.ts";
import { daemonsOf } from "../../../lab/daemons.ts";
import type { Lab } from "../../../lab/lab.ts";
import { labSessions } from "../../lab-sessions.ts";
import { readRoutes, SHOW_BGP_ROUTES } from "../../read-bird.ts";

/** A node of the lab that can be made to announce more than it should. */
export interface LabSpeaker {
  readonly node: Node;
  readonly bgp: LabBgp;
  /** Those in which its files let it announce anything. */
  readonly sessions: readonly BgpSession[];
}

/** Nodes that announce or pass on routes, with their sessions. */
export function speakersOf(lab: Lab, fleet: Fleet): LabSpeaker[] {
  const sessions = labSessions(lab, fleet);
  return lab.plan.machines.flatMap(({ name, node }) => {
    const files = lab.files(name);
    const bgp = daemonsOf(files).flatMap((daemon) => daemon.bgp ?? [])[0];
    if (node === undefined || bgp === undefined) return [];
    const families = FAMILIES.filter((family) => bgp.announces(files, family));
    const own = (sessions.get(name) ?? []).filter(({ family }) => families.includes(family));
    return own.length === 0 ? [] : [{ node, bgp, sessions: own }];
  });
}

/** Gives a speaker another file, which it reads at once. */
export async function configure(lab: Lab, { node: { name }, bgp }: LabSpeaker, file: LabFile): Promise<void> {
  const run = async (argv: readonly string[], text = "") => {
    const { status, stdout, stderr } = await lab.exec(name, argv, { input: text });
    if (status !== 0) throw new Error(`${name} does not take another configuration: ${stdout}${stderr}`.trim());
  };
  await run(["sh", "-c", 'cat >"$1"', "sh", `/${file.path}`], file.bytes.toString("utf8"));
  await run(bgp.reload);
}

/** Milliseconds for announcements to arrive everywhere, and for withdrawals. */
const SPREAD = 10_000;

/** Milliseconds between two polls. */
const PAUSE = 200;

/** Polls until a condition holds, or for as long as announcements may take. */
export async function awaitSpread(isDone: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + SPREAD;
  while (!(await isDone()) && performance.now() < deadline) await delay(PAUSE);
}

/** The routes of all that learn some, as text. */
export async function tablesOf(lab: Lab): Promise<string> {
  const learners = lab.plan.machines.filter(
    ({ name, kind, node }) =>
      (kind === "router" || node?.roles.has("route-reflector")) && daemonsOf(lab.files(name)).some(({ bgp }) => bgp),
  );
  const tables = await Promise.all(
    learners.map(async ({ name }) => [name, readRoutes((await lab.exec(name, SHOW_BGP_ROUTES)).stdout)]),
  );
  return JSON.stringify(tables);
}
