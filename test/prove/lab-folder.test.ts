import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanUp, makeLabFolder, rememberFabric } from "../../src/lab/lab-folder.ts";
import { identify, isRunning } from "../../src/lab/machines/process-identity.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Case 48, of the lab's folder: a process whose number lies in it is killed.
let victim: ChildProcess;
let runtime = "";
let lab = "";

/** A folder as a prover leaves it that was killed: the process that it names is none of the lab's. */
beforeEach(() => {
  victim = spawn("sleep", ["600"], { stdio: "ignore" });
  runtime = join(temporaryFolder(), "lab");
  mkdirSync(runtime, { mode: 0o700 });
  lab = join(runtime, "lab-1-0-abandoned");
  mkdirSync(lab, { mode: 0o700 });
  rememberFabric(lab, victim.pid ?? 0);
});

afterEach(() => victim.kill("SIGKILL"));

const isAlive = (): boolean => {
  const identity = identify(victim.pid ?? 0);
  return identity !== undefined && isRunning(identity);
};

test("an abandoned lab of ours is ended and removed", async () => {
  expect(await cleanUp(runtime)).toBe(1);
  expect(isAlive()).toBe(false);
});

test.each<[what: string, change: () => void]>([
  ["lab that others may write to", () => chmodSync(lab, 0o777)],
  ["runtime folder that others may write to", () => chmodSync(runtime, 0o777)],
  [
    "link to a folder",
    () => {
      renameSync(runtime, `${runtime}.real`);
      symlinkSync(`${runtime}.real`, runtime);
    },
  ],
])("a %s is left alone", async (_what, change) => {
  change();
  expect(await cleanUp(runtime)).toBe(0);
  expect(isAlive()).toBe(true);
});

test.skipIf(process.getuid?.() !== 0).each([
  ["lab", () => lab],
  ["runtime folder", () => runtime],
])("another user's %s is left alone", async (_what, folder) => {
  chownSync(folder(), 65534, 65534);
  expect(await cleanUp(runtime)).toBe(0);
  expect(isAlive()).toBe(true);
});

test("no lab is made where others may write", () => {
  rmSync(lab, { recursive: true });
  chmodSync(runtime, 0o777);
  expect(() => makeLabFolder(runtime)).toThrow("others may write to it");
});
