import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { type Checkout, openToWorld, write } from "./checkout.ts";
import { startForge } from "./forge.ts";
import { runAction } from "./github-runner.ts";
import { propose, stubProgram } from "./review.ts";

/** An npm that notes where and how it is called, and installs a program. */

function fakeNpm(checkout: Checkout): string {
  const note = join(checkout.home, "npm-was-called");
  write(
    join(checkout.home, "bin/npm"),
    `#!/bin/sh
printf '%s\\n' "$PWD" "$@" >"$NOTE"
mkdir -p node_modules/.bin && cp "$PROGRAM_OF_TEST" node_modules/.bin/intentlb
`,
    0o755,
  );
  return note;
}

test.each([
  ["", JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")).version],
  ["1.2.3-rc.1", "1.2.3-rc.1"],
])("version %j installs intentlb@%s, out of reach of the pull request's .npmrc", async (version, installed) => {
  const { checkout, event } = propose((origin) => {
    openToWorld(origin);
    write(join(origin, ".npmrc"), "registry=https://evil.example/\n");
  });
  stubProgram(checkout);
  const NOTE = fakeNpm(checkout);
  const inputs = { catalog: "c", version };
  const environment = {
    NOTE,
    PROGRAM_OF_TEST: checkout.program,
    PATH: `${join(checkout.home, "bin")}:${checkout.env["PATH"]}`,
    GITHUB_API_URL: (await startForge()).url,
  };
  const { passed, outputs } = await runAction(checkout, event, inputs, environment);
  expect({ passed, differs: outputs["differs"] }).toEqual({ passed: true, differs: "true" });
  const [place, ...args] = readFileSync(NOTE, "utf8").trim().split("\n");
  expect(place?.startsWith(join(checkout.home, "tmp/"))).toBe(true);
  expect(args).toEqual(expect.arrayContaining(["install", "--prefix", place, "--ignore-scripts"]));
  expect(args.at(-1)).toBe(`intentlb@${installed}`);
});
