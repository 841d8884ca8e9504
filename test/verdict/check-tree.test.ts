import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_CODES } from "../../src/codes.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import { buildTree } from "../../src/output/build-tree.ts";
import { checkTree } from "../../src/verdict/check-tree.ts";
import { planJobs } from "../../src/verdict/plan-jobs.ts";
import { checkMadeUp, checkOptions, madeUpTree } from "../support/check-made-up.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("sets that are the same are one job, others are jobs of their own", () => {
  const same = madeUpTree("true", ["lb1", "lb2", "lb3"]);
  expect(planJobs(same).map(({ nodes }) => nodes)).toEqual([["lb1", "lb2", "lb3"]]);
  expect(planJobs(same, new Set(["lb2"])).map(({ nodes }) => nodes)).toEqual([["lb2"]]);
  const units = same.units.map((unit) => (unit.node === "lb2" ? { ...unit, check: ["sh", "-c", "exit 0"] } : unit));
  const files = same.files.map(({ file }) => (file.node === "lb3" ? { ...file, blocks: [] } : file));
  expect(planJobs(buildTree(files, units)).map(({ nodes }) => nodes)).toEqual([["lb1"], ["lb2"], ["lb3"]]);
});

test("daemons see their files at the real paths, or are told where they are, and nothing stays", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const summary = await checkMadeUp("grep -q 'second line' /etc/demo/demo.conf", folder, report);
  expect(list()).toEqual([]);
  expect(summary).toMatchObject({ judged: 1, daemons: ["demo"] });
  await checkMadeUp("grep -q 'no such line' /etc/demo/demo.conf", folder, report);
  expect(list().map(({ code }) => code)).toEqual(["daemon/rejects"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("as many daemons run at a time as asked for, and no more", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const nodes = ["a", "b", "c", "d"];
  const files = madeUpTree("true", nodes).files.map(({ file }) => file);
  // Each writes when it begins and when it ends; the first waits for the second.
  const log = `${folder}/log`;
  const script = (node: string) =>
    `echo + >> ${log}; until [ $(grep -c + ${log}) -ge 2 ]; do sleep 0.05; done; sleep 0.2; echo - >> ${log}; : ${node}`;
  const units = madeUpTree("true", nodes).units.map((unit) => ({ ...unit, check: ["sh", "-c", script(unit.node)] }));
  await checkTree(buildTree(files, units), { ...checkOptions(folder), parallel: 2 }, report);
  expect(list()).toEqual([]);
  let running = 0;
  const most = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((sign) => (running += sign === "+" ? 1 : -1));
  expect(Math.max(...most)).toBe(2);
  expect(most).toHaveLength(8);
});

test("who takes too long is killed with its children", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const start = performance.now();
  await checkMadeUp("sleep 30 & sleep 30", folder, report, { timeout: 300 });
  expect(performance.now() - start).toBeLessThan(25_000);
  expect(list().map(({ code, message }) => [code, message])).toEqual([
    ["daemon/no-verdict", "sh took longer than 0.3 s, so that the files for demo of lb1, lb2 were not checked"],
  ]);
});

test("a node's missing certificate is stood in for by one in its name, and temporary files have a place", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const { files, units } = madeUpTree("", ["lb1"]);
  const path = "/etc/demo/private/lb1.pem";
  const script =
    'openssl x509 -noout -subject -in "$1" | grep -q "CN = lb1$" && openssl pkey -noout -in "$1" && touch "$(mktemp)"';
  const needy = units.map((unit) => ({ ...unit, requires: [path], check: ["sh", "-c", script, "sh", path] }));
  await checkTree(
    buildTree(
      files.map(({ file }) => file),
      needy,
    ),
    checkOptions(folder),
    report,
  );
  expect(list()).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
