import { setTimeout as delay } from "node:timers/promises";
import type { ReadBack } from "../../contract/read-back.ts";
import type { BgpSession } from "../../fleet/announce/sessions.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { labSessions } from "../lab-sessions.ts";
import type { BrokenPromise, Compared } from "../proof.ts";
import { askDaemons, type HeardNode, joinHeard } from "./ask-daemons.ts";
import { compareAdmits } from "./compare-admits.ts";
import { compareAnnounces } from "./compare-announces.ts";
import { compareBinds } from "./compare-binds.ts";
import { compareChecks } from "./compare-checks.ts";
import { compareHostNames, compareVirtualHosts } from "./compare-names.ts";
import { comparePools } from "./compare-pools.ts";
import { compareSessions } from "./compare-sessions.ts";
import { findUnchecked } from "./find-unchecked.ts";
import { brokenBy, type Mismatch } from "./mismatch.ts";

/** Milliseconds until whoever does otherwise than promised is asked again: on a busy machine a daemon may still be starting. */
const AGAIN = 2_000;

/** What depends on routes: announcements follow the health of services, and the rest does not change. */
function announces({ tells }: ReadBack): boolean {
  return tells.includes("announce");
}

export interface DriftProof {
  readonly compared: Compared;
  readonly broken: readonly BrokenPromise[];
}

/**
 * Begins to ask the running daemons what they do, while routes are awaited.
 * @returns what asks the rest when routes are there, and compares all with what was promised: that is otherwise which still
 * is when it is looked at a second time
 */
export function listenForDrift(lab: Lab, input: LabInput): () => Promise<DriftProof> {
  const early = askDaemons(lab, input, (daemon) => !announces(daemon));
  // Whoever awaits it meets the error; nobody may, when the lab is stopped.
  early.catch(() => {});
  const sessions = labSessions(lab, input.fleet);
  return async () => {
    let heard = joinHeard(await early, await askDaemons(lab, input, announces));
    let found = compareAll(heard, sessions, input);
    if (found.length > 0) {
      await delay(AGAIN);
      heard = await askDaemons(lab, input);
      found = compareAll(heard, sessions, input);
    }
    return { compared: count(heard), broken: found.flatMap(brokenBy) };
  };
}

/** Everything that daemons do otherwise than promised. */
function compareAll(
  heard: readonly HeardNode[],
  sessions: ReadonlyMap<string, readonly BgpSession[]>,
  input: Pick<LabInput, "fleet" | "claims">,
): Mismatch[] {
  return [
    ...heard.flatMap((node) => [
      ...notUnderstood(node),
      ...compareBinds(node, input.claims),
      ...compareAdmits(node, input),
      ...compareAnnounces(node, input),
      ...compareSessions(node, sessions.get(node.node) ?? []),
      ...compareHostNames(node, input),
      ...compareVirtualHosts(node, input),
      ...comparePools(node, heard, input),
      ...compareChecks(node, input),
    ]),
    ...findUnchecked(heard, input),
  ];
}

/** What nobody can say is not taken for harmless. */
function notUnderstood({ node, daemons }: HeardNode): Mismatch[] {
  return [...daemons].flatMap(([daemon, { unclear, failed }]) => {
    const common = { services: [], node, asked: `state of ${daemon}` };
    return [
      ...(failed === undefined ? [] : [{ ...common, wanted: "an answer", seen: failed }]),
      ...unclear.map((seen) => ({ ...common, wanted: "only known state", seen })),
    ];
  });
}

function count(heard: readonly HeardNode[]): Compared {
  const facts = heard.map(({ daemons }) =>
    [...daemons.values()].reduce((sum, { said, sockets }) => sum + said.length + sockets.length, 0),
  );
  return {
    daemons: new Set(heard.flatMap(({ daemons }) => [...daemons.keys()])).size,
    nodes: heard.length,
    facts: facts.reduce((sum, each) => sum + each, 0),
  };
}
