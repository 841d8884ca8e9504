import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../contract/finding.ts";
import type { Span } from "../contract/source.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { findProgram } from "./find-program.ts";
import type { Judge } from "./judge.ts";
import { type Judged, judgeJob, type Situation } from "./judge-job.ts";
import { missingFiles } from "./lay-out-job.ts";
import { type Job, planJobs } from "./plan-jobs.ts";
import { reportAbsent } from "./report-absent.ts";
import { reportJudged } from "./report-judged.ts";
import { runProcess } from "./run-process.ts";
import { findSandbox, giveAway, type Run, type Sandbox } from "./sandbox.ts";
import { standInMaker } from "./stand-in.ts";

/** What a check needs to know about a catalog and its generators, besides the tree. */
export interface CheckContext {
  /** What the generators say about their daemons' checks. */
  readonly judges: readonly Judge[];
  /** Files that nodes have according to the catalog, with the value that names them. */
  readonly held: ReadonlyMap<string, Span>;
  /** Whether raw lines reach daemons unchanged: they may contain anything. */
  readonly hasRawLines: boolean;
}

/** Which daemons check what, and how; the caller decides what depends on the machine. */
export interface CheckOptions extends CheckContext {
  /** Only these nodes' files. */
  readonly nodes?: ReadonlySet<string>;
  /** Search path of programs. */
  readonly path: string;
  /** Folder for temporary files. */
  readonly temporary: string;
  readonly isRoot: boolean;
  /** How many daemons run at a time; default: one. */
  readonly parallel?: number;
  /** Milliseconds that one may take for small files, default: a minute; larger ones get more. */
  readonly timeout?: number;
  /** Kills what is running, and removes temporary files. */
  readonly signal?: AbortSignal;
  /** Called when a daemon begins and when it ends. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Progress of a check. */
export interface Progress {
  readonly done: number;
  readonly all: number;
  /** Jobs in progress, the longest first. */
  readonly running: readonly Pick<Job, "daemon" | "nodes">[];
}

/** What was checked, and how. */
export interface CheckSummary {
  /** Sets of files that got a verdict. */
  readonly judged: number;
  readonly daemons: readonly string[];
  /** Absent if nothing could be run. */
  readonly sandbox?: Sandbox["kind"];
}

/** Options with defaults for everything optional. */
type Settled = CheckOptions & Required<Pick<CheckOptions, "parallel" | "timeout" | "signal">>;

const MINUTE = 60_000;

/**
 * Lets each node's daemons judge its files at their paths on the node. All their messages go to `report` (`daemon/…`).
 * Daemons run confined, in temporary folders that are removed afterwards; nothing else is written.
 * @throws system errors, such as ENOSPC
 */
export async function checkTree(tree: Tree, given: CheckOptions, report: Report): Promise<CheckSummary> {
  const options: Settled = { parallel: 1, timeout: MINUTE, signal: new AbortController().signal, ...given };
  const planned = planJobs(tree, options.nodes);
  const jobs = reportAbsent(planned, options, report);
  if (jobs.length === 0 || !canStandIn(jobs, options, report)) return { judged: 0, daemons: [] };
  const folder = mkdtempSync(join(options.temporary, "intentlb-check-"));
  try {
    const { timeout, signal, path } = options;
    const scratch = join(folder, "scratch");
    mkdirSync(scratch);
    const run: Run = (argv, cwd, longest = timeout) =>
      runProcess(argv, { cwd, timeout: longest, signal, env: { PATH: path, LC_ALL: "C.UTF-8", TMPDIR: scratch } });
    const sandbox = await findSandbox(options.isRoot, outside(jobs, options), folder, run);
    if (sandbox.kind === "copy" && options.hasRawLines) {
      if (!signal.aborted) reportUnconfined(report);
      return { judged: 0, daemons: [] };
    }
    if (sandbox.kind === "copy" && sandbox.owner !== undefined) {
      chmodSync(folder, 0o711);
      giveAway(scratch, sandbox.owner);
    }
    const standInFor = standInMaker(folder, run);
    const { isRoot } = options;
    const judged = await judgeAll(jobs, { sandbox, run, folder, standInFor, isRoot, timeout }, options);
    // A user who interrupts it wants no findings about that.
    if (!signal.aborted) reportJudged(judged, options.held, report);
    return {
      judged: judged.length,
      daemons: [...new Set(jobs.map(({ daemon }) => daemon))].sort(),
      sandbox: sandbox.kind,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Programs that are needed but not from the distribution, with everything that they need. */
function outside(jobs: readonly Job[], { judges, path }: CheckOptions): string[] {
  const names = jobs.flatMap(({ argv, daemon }) => [argv[0] ?? "", judgeOf({ daemon }, judges)?.daemon.program ?? ""]);
  const found = [...new Set(names)].flatMap((name) => (/^[\w.-]+$/.test(name) ? (findProgram(name, path) ?? []) : []));
  return found.filter(
    (program) => !/^\/(?:usr|bin|sbin|lib[^/]*)\//.test(realpathSync(program)) && !program.includes(":"),
  );
}

function reportUnconfined(report: Report): void {
  report({
    code: "daemon/not-confined",
    message:
      "nothing was checked: namespaces are not allowed here, so the catalog's raw lines would run in daemons with the rights " +
      "of this user",
    help: "allow user namespaces, run it on another machine, or remove the raw lines (`fleet.raw_lines: none` forbids them)",
  });
}

function judgeOf({ daemon }: Pick<Job, "daemon">, judges: readonly Judge[]): Judge | undefined {
  return judges.find(({ name }) => name === daemon);
}

/** Whether stand-ins can be made if they are needed; reports a finding if not. */
function canStandIn(jobs: readonly Job[], { path, isRoot, judges }: CheckOptions, report: Report): boolean {
  if (
    findProgram("openssl", path) !== undefined ||
    jobs.every((job) => missingFiles(job, judgeOf(job, judges), isRoot).length === 0)
  )
    return true;
  report({
    code: "daemon/absent",
    message:
      "openssl is not installed, so nothing was checked: it creates temporary certificates in place of the nodes'",
    help: "apt install openssl",
  });
  return false;
}

/** Runs jobs in parallel; the results are in the order of the jobs. */
async function judgeAll(
  jobs: readonly Job[],
  situation: Situation,
  { judges, parallel, signal, onProgress }: Settled,
): Promise<Judged[]> {
  const results: Judged[] = [];
  const queue = jobs.entries();
  const running = new Set<Job>();
  let done = 0;
  const tell = () => onProgress?.({ done, all: jobs.length, running: [...running] });
  const work = async (): Promise<void> => {
    for (const [index, job] of queue) {
      if (signal.aborted) return;
      const folder = join(situation.folder, String(index));
      mkdirSync(folder);
      running.add(job);
      tell();
      results[index] = await judgeJob(job, judgeOf(job, judges), { ...situation, folder });
      running.delete(job);
      done++;
      tell();
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, jobs.length) }, work));
  return results.filter((result) => result !== undefined);
}
