import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanUp, makeLabFolder, rememberFabric } from "../../src/lab/lab-folder.ts";
import { identify, isRunning } from "../../src/lab/machines/process-identity.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

// Case 48, for the lab's folder: a process whose pid is in the folder gets killed.
let victim: ChildProcess;
let runtime = "";
let lab = "";

/** A folder as left behind by a killed prover; the pid in it belongs to another process. */
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

test("an abandoned lab of ours is stopped and removed", async () => {
  expect(await cleanUp(runtime)).toBe(1);
  expect(isAlive()).toBe(false);
});

test.each<[what: string, change: () => void]>([
  ["lab that others can write to", () => chmodSync(lab, 0o777)],
  ["runtime folder that others can write to", () => chmodSync(runtime, 0o777)],
  [
    "link to a folder",
    () => {
      renameSync(runtime, `${runtime}.real`);
      symlinkSync(`${runtime}.real`, runtime);
    },
  ],
])("a %s is not touched", async (_what, change) => {
  change();
  expect(await cleanUp(runtime)).toBe(0);
  expect(isAlive()).toBe(true);
});

test.skipIf(process.getuid?.() !== 0).each([
  ["lab", () => lab],
  ["runtime folder", () => runtime],
])("another user's %s is not touched", async (_what, folder) => {
  chownSync(folder(), 65534, 65534);
  expect(await cleanUp(runtime)).toBe(0);
  expect(isAlive()).toBe(true);
});

test("no lab is created in a folder that others can write to", () => {
  rmSync(lab, { recursive: true });
  chmodSync(runtime, 0o777);
  expect(() => makeLabFolder(runtime)).toThrow("others may write to it");
});
