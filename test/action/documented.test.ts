import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { packageRoot } from "../../src/package-root.ts";
import { ACTION } from "./github-runner.ts";
import { VARIABLES } from "./gitlab-runner.ts";

const PAGE = readFileSync(join(packageRoot, "docs/review.md"), "utf8");
const README = readFileSync(join(packageRoot, "README.md"), "utf8");
const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

/** Examples of pipelines: indented text whose first line names its file. */
const EXAMPLES = [...PAGE.matchAll(/^ {4}# \S+\.yml\n(?: {4}.*\n|\n(?= {4}))+/gm)].map(([text]) => text);

interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly UsedStep[] }>>;
  readonly variables?: Readonly<Record<string, string>>;
}

interface UsedStep {
  readonly uses: string;
  readonly with?: Readonly<Record<string, string>>;
}

const workflows: Workflow[] = EXAMPLES.map((text) => parse(text));
const steps = workflows.flatMap(({ jobs = {} }) => Object.values(jobs).flatMap((job) => job.steps));

test("examples use the action, with inputs and outputs that it has", () => {
  const uses = steps.filter((step) => step.uses.startsWith("OWNER/"));
  expect(uses).toHaveLength(2);
  const inputs = uses.flatMap((step) => Object.keys(step.with ?? {}));
  expect(inputs.filter((name) => !(name in ACTION.inputs))).toEqual([]);
  const outputs = [...PAGE.matchAll(/steps\.intentlb\.outputs\.(\w+)/g)].map(([, name = ""]) => name);
  expect(outputs.length).toBeGreaterThan(1);
  expect(outputs.filter((name) => !(name in ACTION.outputs))).toEqual([]);
});

test("examples name this version", () => {
  const versions = `${PAGE}${README}`.match(/(?<=intentlb\/(?:action@|-\/raw\/)v)[\d.]+/g);
  expect(versions?.length).toBeGreaterThan(3);
  expect(new Set(versions)).toEqual(new Set([version]));
});

test("the page explains every input, output and variable", () => {
  const rows = new Set([...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
  const names = [...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs), ...Object.keys(VARIABLES)];
  expect(names.filter((name) => !rows.has(name))).toEqual([]);
  const used = workflows.flatMap(({ variables = {} }) => Object.keys(variables));
  expect(used).not.toEqual([]);
  expect(used.filter((name) => !(name in VARIABLES))).toEqual([]);
});
