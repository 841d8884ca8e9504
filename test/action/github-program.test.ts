import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { openToWorld, write } from "./checkout.ts";
import { fakeNpm } from "./fake-npm.ts";
import { startForge } from "./forge.ts";
import { runAction } from "./github-runner.ts";
import { propose } from "./review.ts";
import { stubProgram } from "./stub-program.ts";

test.each([
  ["", JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version],
  ["1.2.3-rc.1", "1.2.3-rc.1"],
])("version %j installs intentlb@%s, out of reach of the pull request's .npmrc", async (version, installed) => {
  const { checkout, event } = propose((origin) => {
    openToWorld(origin);
    write(join(origin, ".npmrc"), "registry=https://evil.example/\n");
  });
  const { env, lastCall } = fakeNpm(stubProgram(checkout));
  const environment = { ...env, GITHUB_API_URL: (await startForge()).url };
  const { passed, outputs } = await runAction(checkout, event, { catalog: "c", version }, environment);
  expect({ passed, differs: outputs["differs"] }).toEqual({ passed: true, differs: "true" });
  const { folder, args } = lastCall();
  expect(folder.startsWith(join(checkout.home, "tmp/"))).toBe(true);
  expect(args).toEqual(expect.arrayContaining(["install", "--prefix", folder, "--ignore-scripts"]));
  expect(args.at(-1)).toBe(`intentlb@${installed}`);
});
