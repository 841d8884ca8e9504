import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { checkOut, openDespiteGuard, openToWorld, prepareCheckout, pushBranch, replace, write } from "./checkout.ts";
import { startForge, writesOf } from "./forge.ts";
import { type ActionRun, TOKEN } from "./github-runner.ts";
import { digestOf, PUSH, propose, pullRequestEvent, review } from "./review.ts";

test("a pull request gets annotations, outputs and one comment, which the next push updates", async () => {
  const { checkout, event } = propose();
  const forge = await startForge();
  const first = await review(checkout, event, forge);
  expect(first).toMatchObject({ passed: true, ran: ["program", "lint", "diff", "comment"], summary: "" });
  expect(first.commands).toContainEqual(expect.stringMatching(/^::warning file=c\/[^:]*,title=/));
  expect(first.log).toContain("1 service, 5 nodes: ");
  const { digest = "", markdown = "", html = "" } = first.outputs;
  expect(first.outputs).toEqual({ digest: digestOf(checkout), differs: "true", markdown, html });
  expect(readFileSync(html, "utf8")).toContain(digest);
  expect(writesOf(forge)).toEqual(["POST /repos/uni/fleet/issues/1/comments"]);
  expect(forge.requests.every(({ headers }) => headers["authorization"] === `Bearer ${TOKEN}`)).toBe(true);
  const [comment] = forge.comments;
  expect(comment?.body).toMatch(/^<!-- intentlb [0-9a-f]{16} -->\n\n\*\*[^\n]* 2 of 5 nodes/);
  expect(comment?.body).toContain("- `! www: open to world (was offices)");
  expect(comment?.body.endsWith(`\`${digest}\`\n`)).toBe(true);
  expect(comment?.body.endsWith(readFileSync(markdown, "utf8"))).toBe(true);

  const next = pushBranch(checkout, "topic", (origin) => replace(join(origin, "c/site.yaml"), "[offices]", "[v4only]"));
  checkOut(checkout, next.merge);
  const second = await review(checkout, pullRequestEvent(next), forge);
  expect(second.passed).toBe(true);
  expect(second.outputs["digest"]).not.toBe(digest);
  expect(writesOf(forge).slice(1)).toEqual(["PATCH /repos/uni/fleet/issues/comments/1"]);
  expect(forge.comments).toHaveLength(1);
  expect(forge.comments[0]?.body).toContain(second.outputs["digest"]);
});

test("a change without effect says so", async () => {
  const { checkout, event } = propose((origin) => write(join(origin, "c/README.md"), "Our fleet.\n"));
  const forge = await startForge();
  const { passed, outputs } = await review(checkout, event, forge);
  expect({ passed, differs: outputs["differs"] }).toEqual({ passed: true, differs: "false" });
  expect(forge.comments[0]?.body).toContain("Nothing changes.");
});

test("errors are annotated and fail, and a comment about an earlier commit does not stay", async () => {
  const { checkout, event } = propose();
  const forge = await startForge();
  await review(checkout, event, forge);
  const next = pushBranch(checkout, "topic", (origin) =>
    replace(join(origin, "c/www.yaml"), "extends: site", "extends: sitte"),
  );
  checkOut(checkout, next.merge);
  const { passed, commands, outputs } = await review(checkout, pullRequestEvent(next), forge);
  expect(passed).toBe(false);
  expect(commands).toContainEqual(
    expect.stringMatching(/^::error file=c\/www\.yaml,line=3,.*title=reference\/unknown-profile::/),
  );
  expect(outputs).toMatchObject({ digest: "", differs: "" });
  expect(forge.comments.map(({ body }) => body)).toEqual([
    expect.stringMatching(
      /^<!-- .* -->\n\n\*\*intentlb could not compare this change with its base\.\*\* \[The run\]\(https:\/\/forge\.uni\.example\/uni\/fleet\/actions\/runs\/42\) says why\.\n$/,
    ),
  ]);
});

test("a change that exceeds a limit fails and is shown, until the description acknowledges it", async () => {
  const { checkout, pull, event } = propose(openDespiteGuard);
  const forge = await startForge();
  const refused = await review(checkout, event, forge);
  const { digest = "" } = refused.outputs;
  expect(refused).toMatchObject({ passed: false, outputs: { digest: digestOf(checkout), differs: "true" } });
  expect(refused.log).toContain("add `--allow opened:www`");
  expect(forge.comments[0]?.body).toMatch(/^<!-- .* -->\n\n\*\*This change exceeds a limit of `fleet\.guard`\.\*\* /);
  expect(forge.comments[0]?.body).toContain("- `! www: open to world (was offices)");
  expect(forge.comments[0]?.body.endsWith(`\`${digest}\`\n`)).toBe(true);

  const other = pullRequestEvent(
    pull,
    "topic",
    "Intentlb-Allow: opened:wiki\nWe do not need Intentlb-Allow: opened:www",
  );
  expect((await review(checkout, other, forge)).passed).toBe(false);
  const acknowledged = pullRequestEvent(
    pull,
    "topic",
    "As agreed.\r\n\r\nIntentlb-Allow: opened:www\r\nIntentlb-Allow: nodes\r\n",
  );
  expect(await review(checkout, acknowledged, forge)).toMatchObject({ passed: true, outputs: { digest } });
  expect(forge.comments.map(({ body }) => body)).toEqual([expect.not.stringContaining("exceeds")]);
});

test("of each type as many annotations as GitHub shows, and where the rest is", async () => {
  const groups = Array.from({ length: 14 }, (_, index) => `spare${index}: {}`).join(", ");
  const errors = Array.from({ length: 12 }, (_, index) => `t${index}: {pgaer: x}`).join(", ");
  const { checkout, event } = propose((origin) => {
    write(join(origin, "c/more.yaml"), `groups: {${groups}}\n`);
  });
  const forge = await startForge();
  const count = ({ commands }: ActionRun, type: string) =>
    commands.filter((line) => line.startsWith(`::${type} `)).length;
  const notices = await review(checkout, event, forge, { comment: "false" });
  expect(count(notices, "notice")).toBe(10);
  expect(notices.commands).toContain("::notice title=intentlb::6 more findings are in the log of this step");
  for (let index = 0; index < 14; index++) expect(notices.log).toContain(`spare${index}`);
  write(join(checkout.workspace, "c/errors.yaml"), `teams: {${errors}}\n`);
  const both = await review(checkout, event, forge, { comment: "false" });
  expect(count(both, "error")).toBe(10);
  expect(both.commands).toContainEqual(
    expect.stringMatching(/^::notice title=intentlb::\d+ more findings are in the log/),
  );
});

test("no text of a catalog is a command for the runner", async () => {
  const evil = "##[add-path]/tmp ::set-output name=digest::0";
  const { checkout, event } = propose((origin) =>
    write(join(origin, "c/more.yaml"), `groups: {"${evil}": {}}\nteams: {"${evil}": {pgaer: x}}\n`),
  );
  const { log, commands } = await review(checkout, event, await startForge());
  expect(log).toContain("##[add-path]/tmp");
  // Only as text of annotations.
  expect(commands.filter((line) => !/^::(?:error|warning|notice) /.test(line))).toEqual([]);
});

/** Makes files wherever a shell reads it as a script. No branch has spaces. */

const HOSTILE = "$(>pwned)`>pwned`\";>pwned;';>pwned;#";

test("names of branches, pull requests and catalogs run nothing", async () => {
  const catalog = `-c ${HOSTILE} --> @ops`;
  const checkout = prepareCheckout(catalog);
  const pull = pushBranch(checkout, HOSTILE, (origin) => openToWorld(origin, catalog));
  checkOut(checkout, pull.merge);
  git(checkout.workspace, "fetch", "--quiet", "origin", `+refs/heads/${HOSTILE}:refs/remotes/origin/${HOSTILE}`);
  const forge = await startForge();
  const event = pullRequestEvent(pull, HOSTILE, `Intentlb-Allow: opened:${HOSTILE}`);
  const reviewed = await review(checkout, event, forge, { catalog });
  expect(reviewed).toMatchObject({ passed: true, outputs: { differs: "true" } });
  expect(forge.comments[0]?.body).toMatch(/^<!-- intentlb [0-9a-f]{16} -->\n/);
  const against = await review(checkout, event, forge, { catalog, base: `origin/${HOSTILE}` });
  expect(against).toMatchObject({ passed: true, outputs: { differs: "false" } });
  const expected = { catalog, expect: reviewed.outputs["digest"] ?? "", out: `-o ${HOSTILE}` };
  expect(await review(checkout, PUSH, forge, expected)).toMatchObject({ passed: true });
  expect(existsSync(join(checkout.workspace, expected.out, "manifest.json"))).toBe(true);
  for (const wrong of [{ base: HOSTILE }, { program: HOSTILE }, { version: HOSTILE, program: "" }])
    expect((await review(checkout, event, forge, { catalog, ...wrong })).passed).toBe(false);
  expect((await review(checkout, PUSH, forge, { catalog, expect: HOSTILE })).passed).toBe(false);
  expect(readdirSync(checkout.home, { recursive: true }).filter((path) => String(path).endsWith("pwned"))).toEqual([]);
});

test("a base that cannot be fetched says what to do", async () => {
  const { checkout, event } = propose();
  git(checkout.workspace, "remote", "set-url", "origin", "/nonexistent");
  const forge = await startForge();
  const { passed, commands } = await review(checkout, event, forge);
  expect(passed).toBe(false);
  expect(commands).toContain("::warning title=intentlb::cannot fetch the base: give actions/checkout fetch-depth: 2");
  expect(forge.comments[0]?.body).toContain("could not compare");
});
