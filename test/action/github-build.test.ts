import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { checkOut, prepareCheckout, replace } from "./checkout.ts";
import { startForge } from "./forge.ts";
import type { ActionRun } from "./github-runner.ts";
import { PUSH, propose, review } from "./review.ts";
import { argumentsOf, STUB_DIGEST, stubProgram } from "./stub-program.ts";

test("a push builds what was reviewed, and nothing else", async () => {
  const { checkout, event, pull } = propose();
  const forge = await startForge();
  const { digest = "" } = (await review(checkout, event, forge)).outputs;
  const manifest = join(checkout.workspace, "out/manifest.json");
  git(checkout.origin, "switch", "--quiet", "main");
  git(checkout.origin, "merge", "--quiet", "--no-ff", "--message=merge", pull.head);
  checkOut(checkout, git(checkout.origin, "rev-parse", "main").trim());
  const built = await review(checkout, PUSH, forge, { expect: digest });
  expect(built).toMatchObject({ passed: true, ran: ["program", "lint", "build"] });
  expect(JSON.parse(readFileSync(manifest, "utf8")).seal).toBe(digest);

  rmSync(join(checkout.workspace, "out"), { recursive: true });
  replace(join(checkout.workspace, "c/site.yaml"), "[world]", "[v4only]");
  const refused = await review(checkout, PUSH, forge, { expect: digest });
  expect(refused.passed).toBe(false);
  expect(refused.log).toContain("output/unexpected");
  expect(existsSync(manifest)).toBe(false);
});

test("a push without a digest builds nothing, and neither does a pull request with one", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  expect(await review(checkout, PUSH, forge)).toMatchObject({ passed: true, ran: ["program", "lint"] });
  const { passed, ran } = await review(checkout, event, forge, { expect: STUB_DIGEST });
  expect({ passed, ran }).toEqual({ passed: true, ran: ["program", "lint", "diff", "comment"] });
  expect(argumentsOf("build", checkout)).toEqual([]);
});

const LINE = `Intentlb-Digest: ${STUB_DIGEST}`;
const OTHER_LINE = `Intentlb-Digest: ${"0".repeat(64)}`;

/** Commits with a message, and runs the action for that push with `expect: commit`. */
async function pushMessage(message: string): Promise<ActionRun & { readonly built: readonly string[] }> {
  const checkout = stubProgram(prepareCheckout());
  checkOut(checkout, "main");
  git(checkout.workspace, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--message", message);
  const result = await review(checkout, PUSH, await startForge(), { expect: "commit" });
  return { ...result, built: argumentsOf("build", checkout) };
}

test.each([
  ["alone", `Merge\n\n${LINE}\n`],
  ["in the middle, with the line ends of a web form", `Merge\r\n\r\n${LINE}\r\n\r\nmore\r\n`],
  ["twice", `Merge\n\n${LINE}\n${LINE}\n`],
])("a push takes the digest from the message of its commit: %s", async (_name, message) => {
  const { passed, built } = await pushMessage(message);
  expect({ passed, built }).toEqual({ passed: true, built: [`--expect=${STUB_DIGEST}`, "--out=out", "--", "c"] });
});

test.each([
  ["none", `Merge ${STUB_DIGEST}\n`, "nobody said what was reviewed"],
  ["one that is cut off", `Merge\n\n${LINE.slice(0, -1)}\n`, "nobody said what was reviewed"],
  ["two that differ", `Merge\n\n${LINE}\n${OTHER_LINE}\n`, "that differ"],
])("a push whose commit has no digest to go by builds nothing: %s", async (_name, message, why) => {
  const { passed, built, commands } = await pushMessage(message);
  expect({ passed, built }).toEqual({ passed: false, built: [] });
  expect(commands.at(-1)).toMatch(new RegExp(`^::error title=intentlb::the message of the commit .*${why}$`));
});
