import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { write } from "./checkout.ts";
import { ME, startForge, writesOf } from "./forge.ts";
import { propose, review } from "./review.ts";
import { STUB_DIGEST, stubProgram } from "./stub-program.ts";

test.each([401, 403, 404])("a token that may not comment (%i) leaves the comment to the summary", async (status) => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  forge.refuse = ({ method }) => (method === "POST" ? status : undefined);
  const { passed, summary, outputs, commands } = await review(checkout, event, forge);
  expect(passed).toBe(true);
  expect(summary).toBe(readFileSync(outputs["markdown"] ?? "", "utf8"));
  expect(commands.at(-1)).toMatch(new RegExp(`^::notice title=intentlb::the comment is in the summary .*${status}`));
});

test("without a token nothing is requested", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  const { passed, summary } = await review(checkout, event, forge, { token: "" });
  expect({ passed, requests: forge.requests }).toEqual({ passed: true, requests: [] });
  expect(summary).toContain(STUB_DIGEST);
});

test("a forge that is broken is a failure, because an older comment may remain", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  forge.refuse = ({ method }) => (method === "POST" ? 502 : undefined);
  const { passed, summary, commands } = await review(checkout, event, forge);
  expect(passed).toBe(false);
  expect(summary).toContain(STUB_DIGEST);
  expect(commands.at(-1)).toMatch(/^::error title=intentlb::.*HTTP 502$/);
});

test("comment: false posts nothing", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  const { passed, ran, outputs } = await review(checkout, event, forge, { comment: "false" });
  expect({ passed, ran, requests: forge.requests }).toEqual({
    passed: true,
    ran: ["program", "lint", "diff"],
    requests: [],
  });
  expect(readFileSync(outputs["markdown"] ?? "", "utf8")).toContain(STUB_DIGEST);
});

test("a comment of somebody else with the marker is left alone, and the own one is found on a later page", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  await review(checkout, event, forge);
  const body = forge.comments[0]?.body ?? "";
  const stranger = { user: { login: "mallory", type: "User" }, author: { id: 8 } } as const;
  const others = Array.from({ length: 150 }, (_, index) => ({ id: 100 + index, body, ...stranger }));
  forge.comments.unshift(...others);
  await review(checkout, event, forge);
  expect(writesOf(forge)).toEqual([expect.stringMatching(/^POST /), "PATCH /repos/uni/fleet/issues/comments/1"]);

  // A token that may ask for its user finds that user's comments alone, whoever else is a bot.
  forge.login = stranger.user.login;
  await review(checkout, event, forge);
  expect(writesOf(forge).at(-1)).toBe("PATCH /repos/uni/fleet/issues/comments/100");
  expect(forge.comments.at(-1)).toMatchObject(ME);
});

test("each catalog has its own comment, even if its name looks like the end of the marker", async () => {
  const { checkout, event } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  for (const catalog of ["c", "c --> <b>", "c"]) {
    write(join(checkout.workspace, catalog, "x.yaml"), "");
    await review(checkout, event, forge, { catalog });
  }
  expect(writesOf(forge).map((line) => line.slice(0, 5))).toEqual(["POST ", "POST ", "PATCH"]);
  expect(forge.comments[1]?.body).toMatch(/^<!-- intentlb [0-9a-f]{16} -->\n\n\*\*1 of 2/);
});
