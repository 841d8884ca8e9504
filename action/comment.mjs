/**
 * Posts a text (MARKDOWN, a path) as the comment of a pull request about its catalog (CATALOG), or updates the one of an
 * earlier run. Where the token (TOKEN) may not comment, as for pull requests of forks, the summary of the job has the text.
 * https://docs.github.com/en/rest/issues/comments
 */
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";

const { CATALOG, GITHUB_API_URL, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_STEP_SUMMARY, MARKDOWN, TOKEN } =
  process.env;

/** Comments per page, the most that GitHub gives. */
const PER_PAGE = 100;

/** No comment for this token, and nobody to blame: it is missing, invalid, or may only read. */
class Denied extends Error {}

const text = readFileSync(MARKDOWN, "utf8");
const number = JSON.parse(readFileSync(GITHUB_EVENT_PATH, "utf8")).pull_request?.number;
// Hidden, and of the catalog alone: a repository may have several. Its name could end the comment of HTML, its hash can not.
const marker = `<!-- intentlb ${createHash("sha256").update(CATALOG).digest("hex").slice(0, 16)} -->`;

try {
  if (number === undefined) throw new Denied("this is no pull request");
  if (!TOKEN) throw new Denied("there is no token");
  await post(`${marker}\n\n${text}`);
} catch (error) {
  appendFileSync(GITHUB_STEP_SUMMARY, text);
  const isDenied = error instanceof Denied;
  const why = isDenied ? error.message : `cannot comment: ${error.message}${error.cause ? ` (${error.cause})` : ""}`;
  console.log(
    `::${isDenied ? "notice" : "error"} title=intentlb::the comment is in the summary of this run: ${oneLine(why)}`,
  );
  if (!isDenied) process.exitCode = 1;
}

async function post(body) {
  const comments = `repos/${GITHUB_REPOSITORY}/issues/${number}/comments`;
  const known = await findComment(comments, await isMine());
  if (known === undefined) await request("POST", comments, { body });
  else await request("PATCH", `repos/${GITHUB_REPOSITORY}/issues/comments/${known.id}`, { body });
  console.log(known === undefined ? "commented" : "updated the comment");
}

/**
 * Whether an author is this token's. Anybody could post the marker and edit that comment later, so it is only
 * looked for in what the token wrote. The tokens of jobs and apps, which may not ask who they are, belong to bots.
 */
async function isMine() {
  try {
    const { login } = await request("GET", "user");
    return (author) => author?.login === login;
  } catch (error) {
    if (error instanceof Denied) return (author) => author?.type === "Bot";
    throw error;
  }
}

async function findComment(comments, isAuthor) {
  for (let page = 1; ; page++) {
    const some = await request("GET", `${comments}?per_page=${PER_PAGE}&page=${page}`);
    const found = some.find(({ body, user }) => body?.startsWith(marker) && isAuthor(user));
    if (found !== undefined || some.length < PER_PAGE) return found;
  }
}

/** The body of the answer. Redirects are not followed: nobody else gets the token. */
async function request(method, path, content) {
  const response = await fetch(`${GITHUB_API_URL}/${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      "x-github-api-version": "2022-11-28",
    },
    body: content === undefined ? null : JSON.stringify(content),
    redirect: "error",
    signal: AbortSignal.timeout(60_000),
  });
  if ([401, 403, 404].includes(response.status))
    throw new Denied(
      `the token may not comment (HTTP ${response.status}): that of a fork never may, others need "pull-requests: write"`,
    );
  if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status}`);
  return response.json();
}

/** Text for a workflow command. */
function oneLine(message) {
  return message.replaceAll("%", "%25").replaceAll(/\s+/g, " ");
}
