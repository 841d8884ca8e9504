import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { packageRoot } from "../../src/package-root.ts";
import { type Checkout, write } from "./checkout.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

export interface Job {
  readonly stage?: string;
  readonly extends?: string;
  readonly rules: readonly { readonly if: string }[];
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly artifacts: {
    readonly when?: string;
    readonly expose_as?: string;
    readonly paths?: readonly string[];
    readonly reports?: Readonly<Record<string, string>>;
  };
}

const { variables, ...SECTIONS }: { variables: Record<string, string> } & Record<string, unknown> = parse(
  readFileSync(join(packageRoot, "action/gitlab.yml"), "utf8"),
);

/** Variables of the template, with their defaults. */
export const VARIABLES: Readonly<Record<string, string>> = variables;

/** The jobs of the template by name, with what they inherit. */
export const JOBS: Readonly<Record<string, Job>> = Object.fromEntries(
  Object.entries(SECTIONS as Record<string, Job>)
    .filter(([name]) => !name.startsWith("."))
    .map(([name, job]) => [name, inherit(job)]),
);

function inherit(job: Job): Job {
  const base = (SECTIONS as Record<string, Job>)[job.extends ?? ""];
  return base === undefined ? job : { ...base, ...job };
}

/** A token that must not appear anywhere. */
export const TOKEN = "glpat-0123456789abcdef";

/** Runs a job as a runner of GitLab does: its scripts one after another in one shell that stops at the first failure. */
export async function runJob(
  name: string,
  { home, workspace, env, program }: Checkout,
  more: Readonly<Record<string, string>>,
  shell: "sh" | "bash" = "sh",
): Promise<ScriptResult> {
  const job = JOBS[name];
  if (job === undefined) throw new Error(`there is no job ${name}`);
  const script = join(home, "job.sh");
  write(script, [...(job.before_script ?? []), ...job.script].join("\n"));
  const options = shell === "bash" ? ["-e", "-o", "pipefail"] : ["-e"];
  return runScript([shell, ...options, script], workspace, {
    ...env,
    ...VARIABLES,
    INTENTLB_CATALOG: "c",
    INTENTLB_PROGRAM: program,
    CI: "true",
    GITLAB_CI: "true",
    CI_DEFAULT_BRANCH: "main",
    CI_JOB_URL: "https://forge.uni.example/uni/fleet/-/jobs/42",
    ...more,
  });
}
