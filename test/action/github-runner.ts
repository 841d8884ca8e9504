import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import { packageRoot } from "../../src/package-root.ts";
import { type Checkout, write } from "./checkout.ts";
import { runScript } from "./run-script.ts";

interface Step {
  readonly id: string;
  readonly if?: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** The action as it is written. */
export const ACTION: Action = parse(readFileSync(join(packageRoot, "action/action.yml"), "utf8"));

export interface Event {
  readonly name: string;
  readonly payload: unknown;
}

export interface ActionRun {
  readonly passed: boolean;
  /** Identifiers of the steps that ran. */
  readonly ran: readonly string[];
  readonly log: string;
  /** Commands that the runner takes from the log. */
  readonly commands: readonly string[];
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** A token that must not appear anywhere. */
export const TOKEN = "ghs_0123456789abcdef";

/**
 * Runs the action as a runner of GitHub does, after `uses: OWNER/intentlb/action@vX`: it has the folder of the action in a copy of
 * its repository, here nothing but the package's version beside it.
 */
export async function runAction(
  checkout: Checkout,
  event: Event,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const { home, workspace } = checkout;
  const repository = join(home, "_actions/uni/intentlb/v1");
  cpSync(join(packageRoot, "action"), join(repository, "action"), { recursive: true });
  cpSync(join(packageRoot, "package.json"), join(repository, "package.json"));
  const files = { event: join(home, "event.json"), output: join(home, "output"), summary: join(home, "summary") };
  write(files.event, JSON.stringify(event.payload));
  write(files.summary, "");
  const runner = {
    ...checkout.env,
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_PATH: join(repository, "action"),
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: files.event,
    GITHUB_OUTPUT: files.output,
    GITHUB_REPOSITORY: "uni/fleet",
    GITHUB_RUN_ID: "42",
    GITHUB_SERVER_URL: "https://forge.uni.example",
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: join(home, "tmp"),
    ...environment,
  };
  const github = { event_name: event.name, event: event.payload, token: TOKEN };
  const steps: Record<string, { outcome: string; outputs: Record<string, string> }> = {};
  let passed = true;
  const context = () => ({
    github,
    steps,
    inputs: {
      ...Object.fromEntries(
        Object.entries(ACTION.inputs).map(([name, input]) => [name, expand(input.default, { github })]),
      ),
      ...inputs,
    },
    success: () => passed,
    cancelled: () => false,
  });
  const ran: string[] = [];
  let log = "";
  for (const step of ACTION.runs.steps) {
    if (!isDue(step, context())) continue;
    write(files.output, "");
    const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, expand(value, context())]));
    const script = join(home, "step.sh");
    write(script, step.run);
    const result = await runScript(["bash", "--noprofile", "--norc", "-eo", "pipefail", script], workspace, {
      ...runner,
      ...env,
    });
    log += result.log;
    ran.push(step.id);
    passed &&= result.status === 0;
    steps[step.id] = {
      outcome: result.status === 0 ? "success" : "failure",
      outputs: readOutputs(readFileSync(files.output, "utf8")),
    };
  }
  return {
    passed,
    ran,
    log,
    commands: commandsIn(log),
    summary: readFileSync(files.summary, "utf8"),
    outputs: Object.fromEntries(
      Object.entries(ACTION.outputs).map(([name, { value }]) => [name, expand(value, context())]),
    ),
  };
}

/** A step runs after a failure only if its condition asks about the state. */
function isDue(step: Step, context: object): boolean {
  const [, condition = "success()"] = /^\$\{\{(.*)\}\}$/s.exec(step.if ?? "") ?? [];
  return evaluate(condition, context) === true;
}

/** Text with the values of its expressions. */
function expand(text: string, context: object): string {
  return text.replaceAll(/\$\{\{(.*?)\}\}/g, (_all, expression: string) => String(evaluate(expression, context)));
}

/** What the action uses of GitHub's expressions is JavaScript, except that something missing equals an empty string. */
function evaluate(expression: string, context: object): unknown {
  const paths = /\b[a-z]\w*(?:\.\w+)+/g;
  return runInNewContext(
    expression.replaceAll(paths, (path) => `(${path.replaceAll(".", "?.")} ?? "")`),
    context,
  );
}

function readOutputs(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

/** Lines that are commands, in both spellings, without those between `stop-commands` and its word. */
function commandsIn(log: string): string[] {
  const commands: string[] = [];
  let until: string | undefined;
  for (const line of log.split(/\r?\n/)) {
    const command = line.trimStart();
    if (until !== undefined) {
      if (command === `::${until}::`) until = undefined;
      continue;
    }
    until = /^::stop-commands::(.+)$/.exec(command)?.[1];
    if (until === undefined && (/^::[\w-]+.*::/.test(command) || line.includes("##["))) commands.push(command);
  }
  return commands;
}
