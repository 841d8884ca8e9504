import { mkdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { DaemonMessage } from "../contract/daemon-message.ts";
import { Source } from "../contract/source.ts";
import type { Judge } from "./judge.ts";
import { layOutJob, missingFiles } from "./lay-out-job.ts";
import type { Job } from "./plan-jobs.ts";
import { readMessages } from "./read-messages.ts";
import { giveAway, type Run, type Sandbox } from "./sandbox.ts";
import type { standInMaker } from "./stand-in.ts";
import { timeLimit } from "./time-limit.ts";

/** A daemon's messages about a set of files. */
export interface Judged {
  readonly job: Job;
  readonly messages: readonly DaemonMessage[];
  /** Its files by absolute path on the node, for places; named `<node>:<path>`. */
  readonly sources: ReadonlyMap<string, Source>;
  /** Why there is no verdict. */
  readonly failure?: string;
}

/** Where and how a daemon runs. */
export interface Situation {
  readonly sandbox: Sandbox;
  readonly run: Run;
  /** The job's own. */
  readonly folder: string;
  readonly standInFor: ReturnType<typeof standInMaker>;
  readonly isRoot: boolean;
  /** Milliseconds that a daemon may take for small files. */
  readonly timeout: number;
}

/** Lines shown of an output without recognised messages. */
const SHOWN_LINES = 12;

/** Lets a daemon judge a set of files in a folder that is removed afterwards. */
export async function judgeJob(job: Job, judge: Judge | undefined, situation: Situation): Promise<Judged> {
  const { sandbox, run, folder, standInFor, isRoot, timeout } = situation;
  const root = join(folder, "tree");
  mkdirSync(root, { recursive: true });
  try {
    const missing = missingFiles(job, judge, isRoot);
    const standIn = missing.length === 0 ? { pem: "" } : await standInFor(job.nodes[0] ?? "node");
    if ("problem" in standIn) {
      return {
        job,
        messages: [],
        sources: new Map(),
        failure: `has no certificate: openssl failed: ${standIn.problem}`,
      };
    }
    const rewrite = layOutJob(job, root, { missing, pem: standIn.pem }, sandbox.kind);
    if (sandbox.owner !== undefined) giveAway(root, sandbox.owner);
    const argv = sandbox.wrap(job.argv.map(rewrite), {
      network: judge?.daemon.ownNetwork === true,
      etc: judge?.daemon.surroundings?.etc ?? [],
      folders: judge?.daemon.surroundings?.folders ?? [],
    });
    const ended = await run(argv, root, timeLimit(job, timeout));
    const output = ended.output.replaceAll(root, "").replaceAll("\r", "");
    const sources = sourcesOf(job);
    const signal = sandbox.kind === "namespace" ? signalOf(ended.status) : undefined;
    if (signal !== undefined) return { job, messages: [], sources, failure: `was killed by ${signal}` };
    if (ended.status === null) return { job, messages: [], sources, failure: ended.cause ?? "exited without a status" };
    const found = (judge?.daemon.messages ?? readMessages)(output, sources);
    const isExplained = ended.status === 0 || found.some(({ kind }) => kind !== "warning");
    return { job, sources, messages: isExplained ? found : [...found, unexplained(ended.status, output)] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The signal that ended a program, from a shell's exit status: 128 plus its number. */
function signalOf(status: number | null): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number + 128 === status)?.[0];
}

function sourcesOf({ nodes, files }: Job): Map<string, Source> {
  return new Map(
    files.map(({ file, content }) => [
      `/${file.path}`,
      new Source(`${nodes[0]}:/${file.path}`, content.bytes.toString(), "generated"),
    ]),
  );
}

/** A rejection without a recognised message. */
function unexplained(status: number, output: string): DaemonMessage {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  const text = lines.length === 0 ? "no output" : lines.slice(-SHOWN_LINES).join(" | ");
  return { kind: "error", text: `exit status ${status}: ${text}` };
}
