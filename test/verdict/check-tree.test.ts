import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ALL_CODES } from "../../src/codes.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import { buildTree } from "../../src/output/tree/build-tree.ts";
import { checkTree, type Progress } from "../../src/verdict/check-tree.ts";
import { searchPath } from "../../src/verdict/find-program.ts";
import { planJobs } from "../../src/verdict/plan-jobs.ts";
import { timeLimit } from "../../src/verdict/time-limit.ts";
import { checkMadeUp, checkOptions, madeUpTree } from "../support/check-made-up.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("equal sets of files are one job, others have their own", () => {
  const same = madeUpTree("true", ["lb1", "lb2", "lb3"]);
  expect(planJobs(same).map(({ nodes }) => nodes)).toEqual([["lb1", "lb2", "lb3"]]);
  expect(planJobs(same, new Set(["lb2"])).map(({ nodes }) => nodes)).toEqual([["lb2"]]);
  const units = same.units.map((unit) => (unit.node === "lb2" ? { ...unit, check: ["sh", "-c", "exit 0"] } : unit));
  const files = same.files.map(({ file }) => (file.node === "lb3" ? { ...file, blocks: [] } : file));
  expect(planJobs(buildTree(files, units)).map(({ nodes }) => nodes)).toEqual([["lb1"], ["lb2"], ["lb3"]]);
});

test("daemons see their files at the real paths, or get the path of a copy, and nothing is left behind", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const summary = await checkMadeUp("grep -q 'second line' /etc/demo/demo.conf", folder, report);
  expect(list()).toEqual([]);
  expect(summary).toMatchObject({ judged: 1, daemons: ["demo"] });
  await checkMadeUp("grep -q 'no such line' /etc/demo/demo.conf", folder, report);
  expect(list().map(({ code }) => code)).toEqual(["daemon/rejects"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("no more daemons run at a time than requested", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const nodes = ["a", "b", "c", "d"];
  const files = madeUpTree("true", nodes).files.map(({ file }) => file);
  // Only their output is visible outside: the start and end of each, in microseconds.
  const script = (node: string) => `date +began:%s%6N; sleep 1; date +ended:%s%6N; : ${node}; exit 1`;
  const units = madeUpTree("true", nodes).units.map((unit) => ({ ...unit, check: ["sh", "-c", script(unit.node)] }));
  await checkTree(buildTree(files, units), { ...checkOptions(folder), parallel: 2 }, report);
  const times = list().map(({ message }) => /began:(\d+) \| ended:(\d+)/.exec(message)?.slice(1).map(Number) ?? []);
  expect(times).toHaveLength(4);
  const together = times.map(([began = 0]) => times.filter(([from = 0, to = 0]) => from <= began && began < to).length);
  expect(Math.max(...together)).toBe(2);
});

test("a daemon that takes too long is killed with its children", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const start = performance.now();
  await checkMadeUp("sleep 30 & sleep 30", folder, report, { timeout: 300 });
  expect(performance.now() - start).toBeLessThan(25_000);
  expect(list().map(({ code, message }) => [code, message])).toEqual([
    ["daemon/no-verdict", "sh took longer than 0.3 s, so the files for demo of lb1, lb2 were not checked"],
  ]);
});

test("a missing certificate is replaced by a stand-in with the same name, and temporary files have a folder", async () => {
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

// Case 47: commands that a catalog starts in a daemon run as nobody, without access to anything.
test.each([
  ["files of whoever calls", (folder: string) => `cat ${folder}/secret`],
  ["the machine's secrets", () => "cat /etc/shadow || ls /root || ls /home || ls /etc/ssl/private"],
  ["the machine's own state", () => "ls /var/lib/dpkg || ls /run/systemd || ls /boot"],
  ["the network", () => "ip route get 192.0.2.1 || ip -o link | grep -v ' lo: '"],
  ["other processes", () => `test $(ls /proc | grep -c '^[0-9]') -gt 6 || ls /proc/${process.pid}`],
  ["a writable path", (folder: string) => `touch /usr/marker || touch /etc/ssl/certs/marker || touch ${folder}/marker`],
  [
    "rights",
    () => "test $(id -u) = 0 && grep CapEff /proc/self/status | grep -v '0000000000000000$' || mount -t tmpfs x /tmp",
  ],
  ["the environment", () => "env | grep -v '^\\(PATH\\|LC_ALL\\|TMPDIR\\|HOME\\|PWD\\|OLDPWD\\|SHLVL\\|_\\)='"],
])("a daemon cannot access %s", async (_title, attempt) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "secret"), "a secret\n");
  const { report, list } = collectFindings(ALL_CODES);
  const script = `if (${attempt(folder)}) 2>/dev/null; then exit 1; fi`;
  expect(await checkMadeUp(script, folder, report)).toMatchObject({ judged: 1, sandbox: "namespace" });
  expect(list()).toEqual([]);
  expect(existsSync(join(folder, "marker"))).toBe(false);
});

test("without namespaces, raw lines are not passed to a daemon", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const path = searchPath(`${folder}:${process.env["PATH"]}`);
  const { report, list } = collectFindings(ALL_CODES);
  const script = 'test -r "$0"';
  expect(await checkMadeUp(script, folder, report, { path, hasRawLines: true })).toMatchObject({ judged: 0 });
  expect(list().map(({ code }) => code)).toEqual(["daemon/not-confined"]);
});

test("the time limit grows with the files, and progress shows which daemon is awaited", async () => {
  const folder = temporaryFolder();
  const { report, list } = collectFindings(ALL_CODES);
  const seen: string[] = [];
  const onProgress = ({ done, all, running }: Progress) =>
    seen.push(`${done}/${all} ${running.map(({ daemon, nodes }) => `${daemon} of ${nodes.join(" ")}`).join()}`);
  await checkMadeUp("sleep 1", folder, report, { onProgress });
  expect(list()).toEqual([]);
  expect(seen).toEqual(["0/1 demo of lb1 lb2", "1/1 "]);
  const files = madeUpTree("").files.map((each) => ({
    ...each,
    content: { ...each.content, bytes: Buffer.alloc(6_000_000) },
  }));
  expect(timeLimit({ files: [] }, 60_000)).toBe(60_000);
  expect(timeLimit({ files }, 60_000)).toBe(300_000);
});
