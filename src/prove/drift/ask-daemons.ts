import { GENERATORS } from "../../../generators/registry.ts";
import { present } from "../../contract/present.ts";
import type { Answers, KernelSetting, ReadBack, Socket } from "../../contract/read-back.ts";
import type { Said } from "../../contract/said.ts";
import { daemonNamed } from "../../lab/daemons.ts";
import { inLanes } from "../../lab/in-lanes.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { LANES } from "../../lab/limits.ts";
import { readSettings, SHOW_SETTINGS } from "./kernel-settings.ts";
import { LIST_SOCKETS, readSockets } from "./listening-sockets.ts";

/** What the daemons of a node reported. */
export interface HeardNode {
  readonly node: string;
  /** All listening sockets on the node. */
  readonly sockets: readonly Socket[];
  /** What its daemons need of the kernel, and the values that the kernel has. */
  readonly settings: { readonly wanted: readonly KernelSetting[]; readonly seen: readonly KernelSetting[] };
  /** By the generator that configures the daemon. */
  readonly daemons: ReadonlyMap<string, HeardDaemon>;
}

export interface HeardDaemon extends Pick<ReadBack, "tells" | "tellsForAgents"> {
  readonly said: readonly Said[];
  /** Sockets that are its own. */
  readonly sockets: readonly Socket[];
  readonly unclear: readonly string[];
  /** Why it could not be queried; then nothing is known about it. */
  readonly failed?: string;
}

/** Milliseconds for a daemon to answer, while others are queried, too. */
const ANSWER = 30_000;

/**
 * Queries the state of daemons that the lab runs, and the listening sockets of the kernel.
 * @param isMeant which daemons
 * @param isAsked which nodes
 */
export async function askDaemons(
  lab: Lab,
  { fleet, claims, tree }: Pick<LabInput, "fleet" | "claims" | "tree">,
  isMeant: (daemon: ReadBack) => boolean = () => true,
  isAsked: (node: string) => boolean = () => true,
): Promise<HeardNode[]> {
  const all = await Promise.all(
    GENERATORS.filter(({ name }) => daemonNamed(name) !== undefined).flatMap(({ name, daemon: { readBack } }) =>
      readBack === undefined ? [] : [readBack().then((reader) => ({ name, reader }))],
    ),
  );
  const readers = all
    .filter(({ reader }) => isMeant(reader))
    .map((each) => ({ ...each, settings: each.reader.settings?.({ fleet, claims }) }));
  const nodes = lab.plan.machines.filter(({ kind, name }) => kind === "node" && isAsked(name)).map(({ name }) => name);
  return inLanes(nodes, LANES, async (node) => {
    const run = async (argv: readonly string[]): Promise<string> => {
      const { status, stdout, stderr } = await lab.exec(node, argv, { timeout: ANSWER });
      if (status !== 0) throw new Error(`status ${status} of ${argv[0]}: ${stderr.trim().slice(-200)}`);
      return stdout;
    };
    const sockets = readSockets(await run(LIST_SOCKETS));
    const own = readers.filter(({ name }) => tree.units.some((unit) => unit.node === node && unit.daemon === name));
    const daemons = await Promise.all(
      own.map(async ({ name, reader }) => {
        const theirs = sockets.filter(({ process }) => process !== undefined && reader.processes.includes(process));
        const host = { name: node, sockets: theirs, run };
        const { tells, tellsForAgents } = reader;
        const heard: HeardDaemon = {
          ...{ tells, sockets: theirs },
          ...present({ tellsForAgents }),
          ...(await answersOf(reader.ask?.(host))),
        };
        return [name, heard] as const;
      }),
    );
    const wanted = own.flatMap(({ settings }) => settings?.get(node) ?? []);
    const keys = wanted.map(({ key }) => key);
    const seen = keys.length === 0 ? [] : readSettings(await run(["sh", "-c", SHOW_SETTINGS, "sh", ...keys]));
    return { node, sockets, settings: { wanted, seen }, daemons: new Map(daemons) };
  });
}

/** Combines the answers of two queries; if a daemon was queried twice, the later answer counts. */
export function joinHeard(earlier: readonly HeardNode[], later: readonly HeardNode[]): HeardNode[] {
  const after = new Map(later.map((heard) => [heard.node, heard]));
  return earlier.map((before) => {
    const heard = after.get(before.node);
    if (heard === undefined) return before;
    const settings = {
      wanted: joinSettings(before.settings.wanted, heard.settings.wanted),
      seen: joinSettings(before.settings.seen, heard.settings.seen),
    };
    return { ...heard, settings, daemons: new Map([...before.daemons, ...heard.daemons]) };
  });
}

function joinSettings(earlier: readonly KernelSetting[], later: readonly KernelSetting[]): KernelSetting[] {
  return [...new Map([...earlier, ...later].map((setting) => [setting.key, setting])).values()];
}

async function answersOf(
  answers: Promise<Answers> | undefined,
): Promise<Pick<HeardDaemon, "said" | "unclear" | "failed">> {
  try {
    return (await answers) ?? { said: [], unclear: [] };
  } catch (error) {
    return { said: [], unclear: [], failed: error instanceof Error ? error.message : String(error) };
  }
}

/** Facts of one kind from the daemons of a node; undefined if no daemon reported that kind. */
export function saidOf<K extends Said["kind"]>(
  { daemons }: HeardNode,
  kind: K,
): Extract<Said, { kind: K }>[] | undefined {
  const heard = [...daemons.values()].filter(({ tells, failed }) => tells.includes(kind) && failed === undefined);
  if (heard.length === 0) return undefined;
  return heard.flatMap(({ said }) => said).filter((said): said is Extract<Said, { kind: K }> => said.kind === kind);
}

/** Whether a daemon that can report a kind runs on a node, even if it did not answer. */
export function hasTeller({ daemons }: HeardNode, kind: Said["kind"]): boolean {
  return [...daemons.values()].some(({ tells }) => tells.includes(kind));
}
