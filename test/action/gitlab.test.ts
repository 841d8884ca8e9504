import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { git } from "../support/git.ts";
import {
  type Checkout,
  checkOut,
  openDespiteGuard,
  openToWorld,
  type PullRequest,
  prepareCheckout,
  pushBranch,
  replace,
  write,
} from "./checkout.ts";
import { fakeNpm } from "./fake-npm.ts";
import { type Forge, startForge, writesOf } from "./forge.ts";
import { JOBS, runJob, TOKEN, VARIABLES } from "./gitlab-runner.ts";
import { digestOf, propose } from "./review.ts";
import type { ScriptResult } from "./run-script.ts";
import { argumentsOf, STUB_DIGEST, stubProgram } from "./stub-program.ts";

type Variables = Readonly<Record<string, string>>;

/** Variables of a merge request, whose pipeline is for merged results unless it is detached. */
function mergeRequest({ base }: PullRequest, { isDetached = false, branch = "topic" } = {}): Variables {
  return {
    CI_PIPELINE_SOURCE: "merge_request_event",
    CI_COMMIT_REF_NAME: branch,
    CI_MERGE_REQUEST_DIFF_BASE_SHA: isDetached ? base : "0".repeat(40),
    CI_MERGE_REQUEST_IID: "3",
    CI_MERGE_REQUEST_PROJECT_ID: "12",
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch,
    CI_MERGE_REQUEST_TARGET_BRANCH_SHA: isDetached ? "" : base,
    CI_MERGE_REQUEST_TITLE: branch,
    CI_MERGE_REQUEST_DESCRIPTION: `Intentlb-Allow: opened:${branch}`,
  };
}

async function diff(
  checkout: Checkout,
  forge: Forge,
  variables: Variables,
  shell: "sh" | "bash" = "sh",
): Promise<ScriptResult & { readonly markdown: string }> {
  forge.login = "project_12_bot";
  const all = { CI_API_V4_URL: forge.url, INTENTLB_TOKEN: TOKEN, ...variables };
  const result = await runJob("intentlb-diff", checkout, all, shell);
  expect(result.log).not.toContain(TOKEN);
  return { ...result, markdown: readFileSync(join(checkout.workspace, "intentlb-review/diff.md"), "utf8") };
}

test("jobs for merge requests and for the default branch, with reports and artifacts", () => {
  const shape = Object.entries(JOBS).map(([name, { stage, rules, artifacts }]) => [
    name,
    { stage, rules: rules.map((rule) => rule.if), artifacts },
  ]);
  expect(Object.fromEntries(shape)).toEqual({
    "intentlb-lint": {
      stage: "test",
      rules: ['$CI_PIPELINE_SOURCE == "merge_request_event"', "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"],
      artifacts: { when: "always", reports: { codequality: "gl-code-quality-report.json" } },
    },
    "intentlb-diff": {
      stage: "test",
      rules: ['$CI_PIPELINE_SOURCE == "merge_request_event"'],
      artifacts: {
        when: "always",
        expose_as: "what the fleet would change",
        paths: ["intentlb-review/diff.html", "intentlb-review/diff.md"],
        reports: { dotenv: "intentlb-review/digest.env" },
      },
    },
    "intentlb-build": {
      stage: "test",
      rules: ["$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $INTENTLB_EXPECT"],
      artifacts: { paths: ["$INTENTLB_OUT"] },
    },
  });
});

test("the template installs the version that it belongs to", () => {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  expect(VARIABLES["INTENTLB_VERSION"]).toBe(version);
});

test("lint leaves a code quality report, also if the catalog has errors", async () => {
  const { checkout } = propose();
  const report = join(checkout.workspace, "gl-code-quality-report.json");
  // A link of that name must not lead the report elsewhere.
  symlinkSync(join(checkout.home, "elsewhere"), report);
  const good = await runJob("intentlb-lint", checkout, {});
  expect(good).toMatchObject({ status: 0, log: expect.stringContaining("1 service, 5 nodes: ") });
  expect(JSON.parse(readFileSync(report, "utf8"))).toContainEqual(
    expect.objectContaining({ location: { path: "c/www.yaml", lines: { begin: 2 } } }),
  );
  expect(existsSync(join(checkout.home, "elsewhere"))).toBe(false);
  replace(join(checkout.workspace, "c/www.yaml"), "extends: site", "extends: sitte");
  const bad = await runJob("intentlb-lint", checkout, {});
  expect(bad).toMatchObject({ status: 1, log: expect.stringContaining("c/www.yaml:3:14") });
  expect(JSON.parse(readFileSync(report, "utf8"))).toContainEqual(
    expect.objectContaining({ check_name: "reference/unknown-profile", severity: "blocker" }),
  );
});

test("a merge request gets one note, which the next push updates", async () => {
  const { checkout, pull } = propose();
  const forge = await startForge();
  const first = await diff(checkout, forge, mergeRequest(pull));
  expect(first.status).toBe(0);
  const digest = digestOf(checkout);
  const variables = readFileSync(join(checkout.workspace, "intentlb-review/digest.env"), "utf8");
  expect(variables).toBe(`INTENTLB_DIGEST=${digest}\nINTENTLB_DIFFERS=true\n`);
  expect(writesOf(forge)).toEqual(["POST /projects/12/merge_requests/3/notes"]);
  expect(forge.requests.every(({ headers }) => headers["private-token"] === TOKEN)).toBe(true);
  expect(forge.comments[0]?.body).toMatch(/^<!-- intentlb [0-9a-f]{16} -->\n\n\*\*[^\n]* 2 of 5 nodes/);
  expect(forge.comments[0]?.body.endsWith(first.markdown)).toBe(true);
  expect(readFileSync(join(checkout.workspace, "intentlb-review/diff.html"), "utf8")).toContain(digest);
  expect(first.markdown.endsWith(`\`${digest}\`\n`)).toBe(true);

  const next = pushBranch(checkout, "topic", (origin) => replace(join(origin, "c/site.yaml"), "[offices]", "[v4only]"));
  checkOut(checkout, next.merge);
  expect((await diff(checkout, forge, mergeRequest(next))).status).toBe(0);
  expect(writesOf(forge).slice(1)).toEqual(["PUT /projects/12/merge_requests/3/notes/1"]);
  expect(forge.comments).toHaveLength(1);
  expect(forge.comments[0]?.body).not.toContain(digest);
});

test("all jobs run in bash, too, as a runner calls it", async () => {
  const { checkout, pull } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  expect((await diff(checkout, forge, mergeRequest(pull), "bash")).status).toBe(0);
  expect(forge.comments[0]?.body).toContain(STUB_DIGEST);
  expect((await runJob("intentlb-lint", checkout, {}, "bash")).status).toBe(0);
  expect((await runJob("intentlb-build", checkout, { INTENTLB_EXPECT: STUB_DIGEST }, "bash")).status).toBe(0);
  expect(argumentsOf("build", checkout)).toContain(`--expect=${STUB_DIGEST}`);
});

test("a pipeline that is not for merged results compares with where the branch began", async () => {
  const { checkout, pull } = propose((origin) => write(join(origin, "c/README.md"), "Our fleet.\n"));
  checkOut(checkout, pull.head);
  const forge = await startForge();
  const { status, markdown } = await diff(checkout, forge, mergeRequest(pull, { isDetached: true }));
  expect(status).toBe(0);
  expect(markdown).toContain("Nothing changes.");
  expect(markdown).toContain(pull.base);
  expect(readFileSync(join(checkout.workspace, "intentlb-review/digest.env"), "utf8")).toContain("DIFFERS=false");
});

test("errors fail the job, and a note about an earlier commit does not stay", async () => {
  const { checkout, pull } = propose();
  const forge = await startForge();
  await diff(checkout, forge, mergeRequest(pull));
  replace(join(checkout.workspace, "c/www.yaml"), "extends: site", "extends: sitte");
  const { status, log } = await diff(checkout, forge, mergeRequest(pull));
  expect(status).toBe(1);
  expect(log).toContain("reference/unknown-profile");
  expect(forge.comments.map(({ body }) => body)).toEqual([
    expect.stringMatching(/\*\*intentlb could not compare .* \[The job\]\(https:\/\/forge\.uni\.example\/\S+\/42\)/),
  ]);
  expect(existsSync(join(checkout.workspace, "intentlb-review/digest.env"))).toBe(false);
});

test("a change that exceeds a limit fails and is shown, until the description acknowledges it", async () => {
  const { checkout, pull } = propose(openDespiteGuard);
  const forge = await startForge();
  const refused = await diff(checkout, forge, mergeRequest(pull));
  expect(refused).toMatchObject({ status: 1, log: expect.stringContaining("add `--allow opened:www`") });
  expect(forge.comments[0]?.body).toMatch(/^<!-- .* -->\n\n\*\*This change exceeds a limit of `fleet\.guard`\.\*\* /);
  expect(forge.comments[0]?.body).toContain("- `! www: open to world (was offices)");
  const description = "As agreed.\r\n\r\nIntentlb-Allow: opened:www\r\nIntentlb-Allow: nodes\r\n";
  const variables = { ...mergeRequest(pull), CI_MERGE_REQUEST_DESCRIPTION: description };
  expect(await diff(checkout, forge, variables)).toMatchObject({ status: 0 });
  expect(forge.comments.map(({ body }) => body)).toEqual([expect.not.stringContaining("exceeds")]);
});

test("without a token, as in a fork, the artifact has the text and the job passes", async () => {
  const { checkout, pull } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  const { status, log, markdown } = await diff(checkout, forge, { ...mergeRequest(pull), INTENTLB_TOKEN: "" });
  expect({ status, requests: forge.requests }).toEqual({ status: 0, requests: [] });
  expect(log).toContain("there is no INTENTLB_TOKEN here");
  expect(markdown).toContain(STUB_DIGEST);
});

test.each([401, 403, 502])("a token that does not work (%i) fails the job", async (code) => {
  const { checkout, pull } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  forge.refuse = ({ method }) => (method === "POST" ? code : undefined);
  const { status, log } = await diff(checkout, forge, mergeRequest(pull));
  expect(status).toBe(1);
  expect(log).toContain(`POST projects/12/merge_requests/3/notes: HTTP ${code}`);
});

test("a note of somebody else with the marker is left alone, and the own one is found on a later page", async () => {
  const { checkout, pull } = propose();
  stubProgram(checkout);
  const forge = await startForge();
  await diff(checkout, forge, mergeRequest(pull));
  const [own] = forge.comments;
  if (own === undefined) throw new Error("nothing was posted");
  forge.comments.unshift(
    ...Array.from({ length: 150 }, (_, index) => ({ ...own, id: 100 + index, author: { id: 8 } })),
  );
  await diff(checkout, forge, mergeRequest(pull));
  expect(writesOf(forge).at(-1)).toBe("PUT /projects/12/merge_requests/3/notes/1");
});

test("names of branches and catalogs run nothing", async () => {
  const catalog = "-c $(>pwned)`>pwned`\";>pwned;';>pwned;# -->";
  const branch = "$(>pwned)`>pwned`\";>pwned;';>pwned;#";
  const checkout = prepareCheckout(catalog);
  const pull = pushBranch(checkout, branch, (origin) => openToWorld(origin, catalog));
  checkOut(checkout, pull.merge);
  const forge = await startForge();
  const variables = { ...mergeRequest(pull, { branch }), INTENTLB_CATALOG: catalog };
  expect((await runJob("intentlb-lint", checkout, variables)).status).toBe(0);
  expect((await diff(checkout, forge, variables)).status).toBe(0);
  expect(forge.comments[0]?.body).toMatch(/^<!-- intentlb [0-9a-f]{16} -->\n/);
  expect((await runJob("intentlb-build", checkout, { ...variables, INTENTLB_EXPECT: branch })).status).toBe(2);
  expect(readdirSync(checkout.home, { recursive: true }).filter((path) => String(path).endsWith("pwned"))).toEqual([]);
});

test("npm installs out of reach of the repository's .npmrc", async () => {
  const { checkout } = propose((origin) => write(join(origin, ".npmrc"), "registry=https://evil.example/\n"));
  const { env, lastCall } = fakeNpm(stubProgram(checkout));
  const { status } = await runJob("intentlb-lint", checkout, { ...env, INTENTLB_PROGRAM: "" });
  expect(status).toBe(0);
  const { folder, args } = lastCall();
  expect(folder.startsWith(join(checkout.home, "tmp/"))).toBe(true);
  expect(args).toEqual(expect.arrayContaining(["install", "--prefix", folder, "--ignore-scripts"]));
  expect(args.at(-1)).toBe(`intentlb@${VARIABLES["INTENTLB_VERSION"]}`);
});

const LINE = `Intentlb-Digest: ${STUB_DIGEST}`;

/** Commits with a message, and builds what that says. */
async function build(
  message: string,
  INTENTLB_EXPECT: string,
): Promise<ScriptResult & { readonly built: readonly string[] }> {
  const checkout = stubProgram(prepareCheckout());
  checkOut(checkout, "main");
  git(checkout.workspace, "commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "--message", message);
  const result = await runJob("intentlb-build", checkout, { INTENTLB_EXPECT });
  return { ...result, built: argumentsOf("build", checkout) };
}

test.each([
  ["the variable", "Merge", STUB_DIGEST],
  ["the message of the commit", `Merge\r\n\r\n${LINE}\r\n\r\nSee merge request uni/fleet!3\r\n`, "commit"],
])("the default branch builds what was reviewed, by %s", async (_name, message, expected) => {
  const { status, built } = await build(message, expected);
  expect({ status, built }).toEqual({ status: 0, built: [`--expect=${STUB_DIGEST}`, "--out=out", "--", "c"] });
});

test.each([
  ["Merge", "nobody said what was reviewed"],
  [`Merge\n\n${LINE}\nIntentlb-Digest: ${"0".repeat(64)}\n`, "that differ"],
])("the default branch builds nothing if nobody said what was reviewed: %j", async (message, why) => {
  const { status, log, built } = await build(message, "commit");
  expect({ status, built }).toEqual({ status: 1, built: [] });
  expect(log).toContain(why);
});
