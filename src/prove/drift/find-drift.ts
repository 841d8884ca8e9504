import { setTimeout as delay } from "node:timers/promises";
import type { ReadBack } from "../../contract/read-back.ts";
import type { BgpSession } from "../../fleet/announce/sessions.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { comparedValues } from "../coverage/compared-values.ts";
import type { Tested } from "../coverage/tested-values.ts";
import { labSessions } from "../lab-sessions.ts";
import type { BrokenPromise, Compared } from "../proof.ts";
import { askDaemons, type HeardNode, joinHeard } from "./ask-daemons.ts";
import { compareAddresses } from "./compare-addresses.ts";
import { compareAdmits } from "./compare-admits.ts";
import { compareAnnounces } from "./compare-announces.ts";
import { compareBinds } from "./compare-binds.ts";
import { compareChecks } from "./compare-checks.ts";
import { compareHolds } from "./compare-holds.ts";
import { compareIcmp } from "./compare-icmp.ts";
import { compareLimits } from "./compare-limits.ts";
import { compareHostNames, compareVirtualHosts } from "./compare-names.ts";
import { compareNodeWatches } from "./compare-node-watches.ts";
import { comparePools } from "./compare-pools.ts";
import { compareReflected } from "./compare-reflected.ts";
import { compareSessions, compareSpeakers } from "./compare-sessions.ts";
import { compareSettings } from "./compare-settings.ts";
import { compareWatches } from "./compare-watches.ts";
import { findUnchecked } from "./find-unchecked.ts";
import { brokenBy, type Mismatch } from "./mismatch.ts";

/** Milliseconds before drift is verified by a second query: on a busy machine, a daemon may still be starting. */
const AGAIN = 2_000;

/** Facts that depend on routes: announcements follow the health of services, the rest does not change. */
function announces({ tells }: ReadBack): boolean {
  return tells.includes("announce");
}

export interface DriftProof {
  readonly compared: Omit<Compared, "absent">;
  readonly broken: readonly BrokenPromise[];
  /** Values of the catalog behind what was compared. */
  readonly values: readonly Tested[];
}

/**
 * Starts to query the running daemons, while routes are awaited.
 * @returns a function that queries the rest once routes are there, and compares everything with the claims. Drift is only what is
 * still there at a second query, for which it awaits `again`
 */
export function listenForDrift(lab: Lab, input: LabInput): (again?: () => Promise<unknown>) => Promise<DriftProof> {
  const early = askDaemons(lab, input, (daemon) => !announces(daemon));
  // The error is thrown when this is awaited, which may never happen if the lab is stopped.
  early.catch(() => {});
  const sessions = labSessions(lab, input.fleet);
  return async (again) => {
    let heard = joinHeard(await early, await askDaemons(lab, input, announces));
    let found = compareAll(heard, sessions, input);
    if (found.length > 0) {
      await Promise.all([delay(AGAIN), again?.()]);
      // Whether something is checked is said by monitoring hosts.
      const isConcerned = (name: string) =>
        found.some(({ node }) => node === name) || input.fleet.nodes.get(name)?.roles.has("monitoring") === true;
      heard = joinHeard(heard, await askDaemons(lab, input, () => true, isConcerned));
      found = compareAll(heard, sessions, input);
    }
    return { compared: count(heard), broken: found.flatMap(brokenBy), values: comparedValues(heard, input) };
  };
}

/** All drift of the daemons. */
function compareAll(
  heard: readonly HeardNode[],
  sessions: ReadonlyMap<string, readonly BgpSession[]>,
  input: Pick<LabInput, "fleet" | "claims" | "silent">,
): Mismatch[] {
  return [
    ...heard.flatMap((node) => [
      ...notUnderstood(node),
      ...compareSettings(node),
      ...compareBinds(node, input.claims),
      ...compareAdmits(node, input),
      ...compareIcmp(node),
      ...compareAddresses(node, input),
      ...compareAnnounces(node, input),
      ...compareSpeakers(node, input),
      ...compareSessions(node, sessions.get(node.node) ?? [], input),
      ...compareReflected(node, heard, sessions.get(node.node) ?? [], input),
      ...compareHostNames(node, input),
      ...compareLimits(node, input.fleet),
      ...compareVirtualHosts(node, input),
      ...comparePools(node, heard, input),
      ...compareChecks(node, input),
      ...compareHolds(node, input),
      ...compareWatches(node, input),
      ...compareNodeWatches(node, heard, input),
    ]),
    ...findUnchecked(heard, input),
  ];
}

/** What is not understood is reported, not ignored. */
function notUnderstood({ node, daemons }: HeardNode): Mismatch[] {
  return [...daemons].flatMap(([daemon, { unclear, failed }]) => {
    const common = { services: [], node, asked: `state of ${daemon}` };
    return [
      ...(failed === undefined ? [] : [{ ...common, wanted: "an answer", seen: failed }]),
      ...unclear.map((seen) => ({ ...common, wanted: "only known state", seen })),
    ];
  });
}

function count(heard: readonly HeardNode[]): DriftProof["compared"] {
  const facts = heard.map(({ daemons, settings }) =>
    [...daemons.values()].reduce((sum, { said, sockets }) => sum + said.length + sockets.length, settings.seen.length),
  );
  return {
    daemons: new Set(heard.flatMap(({ daemons }) => [...daemons.keys()])).size,
    nodes: heard.length,
    facts: facts.reduce((sum, each) => sum + each, 0),
  };
}
