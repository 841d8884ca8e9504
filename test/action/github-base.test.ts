import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { checkOut, mergeWithMain, openToWorld, prepareCheckout, pushBranch, pushMain, replace } from "./checkout.ts";
import { startForge } from "./forge.ts";
import { PUSH, propose, pullRequestEvent, review } from "./review.ts";
import { argumentsOf, STUB_DIGEST, stubProgram } from "./stub-program.ts";

test("what main got since the branch began is no change of the pull request", async () => {
  const checkout = stubProgram(prepareCheckout());
  const before = pushBranch(checkout, "topic", openToWorld);
  const main = pushMain(checkout, (origin) => replace(join(origin, "c/www.yaml"), "Home page", "Start"));
  checkOut(checkout, mergeWithMain(checkout.origin, before.head).merge);
  expect((await review(checkout, pullRequestEvent(before), await startForge())).passed).toBe(true);
  expect(argumentsOf("diff", checkout)).toContain(`--base=${main}`);
  // It was not part of the checkout.
  expect(git(checkout.workspace, "cat-file", "-t", main)).toBe("commit\n");
});

test("where the branch itself is checked out, the base is that of the event", async () => {
  const { checkout, event, pull } = propose();
  checkOut(stubProgram(checkout), pull.head);
  expect((await review(checkout, event, await startForge())).passed).toBe(true);
  expect(argumentsOf("diff", checkout)).toContain(`--base=${pull.base}`);
  expect(git(checkout.workspace, "cat-file", "-t", pull.base)).toBe("commit\n");
});

test("a merge of main into the branch is no merge of the pull request", async () => {
  const checkout = stubProgram(prepareCheckout());
  const { head } = pushBranch(checkout, "topic", openToWorld);
  const main = pushMain(checkout, (origin) => replace(join(origin, "c/www.yaml"), "Home page", "Start"));
  git(checkout.origin, "switch", "--quiet", "topic");
  git(checkout.origin, "merge", "--quiet", "--no-ff", "--message=update", main);
  const update = git(checkout.origin, "rev-parse", "HEAD").trim();
  expect(update).not.toBe(head);
  checkOut(checkout, update);
  const event = pullRequestEvent({ base: main, head: update, merge: "" });
  expect((await review(checkout, event, await startForge())).passed).toBe(true);
  expect(argumentsOf("diff", checkout)).toContain(`--base=${main}`);
});

test("a base may be named for other events, whose comment is in the summary", async () => {
  const { checkout } = propose();
  const forge = await startForge();
  const { passed, ran, summary } = await review(stubProgram(checkout), PUSH, forge, { base: "v1" });
  expect({ passed, requests: forge.requests }).toEqual({ passed: true, requests: [] });
  expect(ran).toEqual(["program", "lint", "diff", "comment"]);
  expect(summary).toContain(STUB_DIGEST);
  expect(argumentsOf("diff", checkout)).toContain("--base=v1");
});
