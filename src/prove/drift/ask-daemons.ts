import { GENERATORS } from "../../../generators/registry.ts";
import type { Answers, Socket } from "../../contract/read-back.ts";
import type { Said } from "../../contract/said.ts";
import { daemonNamed } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { LIST_SOCKETS, readSockets } from "./listening-sockets.ts";

/** What the daemons of a node said. */
export interface HeardNode {
  readonly node: string;
  /** Everything that listens on the node. */
  readonly sockets: readonly Socket[];
  /** By the generator that configures the daemon. */
  readonly daemons: ReadonlyMap<string, HeardDaemon>;
}

export interface HeardDaemon {
  readonly said: readonly Said[];
  /** Sockets that are its own. */
  readonly sockets: readonly Socket[];
  readonly unclear: readonly string[];
  /** Why it could not be asked; nothing is known of it then. */
  readonly failed?: string;
}

/** Milliseconds for a daemon to answer, while others are asked as well. */
const ANSWER = 30_000;

/** Asks daemons that the lab runs what they do, and the kernel who listens where. */
export async function askDaemons(
  lab: Lab,
  { tree }: Pick<LabInput, "tree">,
  isMeant: (daemon: string) => boolean = () => true,
): Promise<HeardNode[]> {
  const readers = await Promise.all(
    GENERATORS.filter(({ name }) => daemonNamed(name) !== undefined && isMeant(name)).flatMap(
      ({ name, daemon: { readBack } }) =>
        readBack === undefined ? [] : [readBack().then((reader) => ({ name, reader }))],
    ),
  );
  const nodes = lab.plan.machines.filter(({ kind }) => kind === "node").map(({ name }) => name);
  return Promise.all(
    nodes.map(async (node) => {
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
          const heard: HeardDaemon = { sockets: theirs, ...(await answersOf(reader.ask?.(host))) };
          return [name, heard] as const;
        }),
      );
      return { node, sockets, daemons: new Map(daemons) };
    }),
  );
}

/** What was heard at two times; where a daemon was asked twice the later answer counts. */
export function joinHeard(earlier: readonly HeardNode[], later: readonly HeardNode[]): HeardNode[] {
  return later.map((heard) => {
    const before = earlier.find(({ node }) => node === heard.node);
    return { ...heard, daemons: new Map([...(before?.daemons ?? []), ...heard.daemons]) };
  });
}

async function answersOf(answers: Promise<Answers> | undefined): Promise<Omit<HeardDaemon, "sockets">> {
  try {
    return (await answers) ?? { said: [], unclear: [] };
  } catch (error) {
    return { said: [], unclear: [], failed: error instanceof Error ? error.message : String(error) };
  }
}

/** What a daemon said of one kind on a node; undefined where it was not heard. */
export function saidBy<K extends Said["kind"]>(
  { daemons }: HeardNode,
  daemon: string,
  kind: K,
): Extract<Said, { kind: K }>[] | undefined {
  const heard = daemons.get(daemon);
  if (heard === undefined || heard.failed !== undefined) return undefined;
  return heard.said.filter((said): said is Extract<Said, { kind: K }> => said.kind === kind);
}
