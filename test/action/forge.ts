import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** A comment of a pull request on GitHub (`user`), or a note of a merge request on GitLab (`author`). */
export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: "Bot" | "User" };
  readonly author: { readonly id: number };
}

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A forge's API for comments on loopback: it keeps them, and remembers what was requested. */
export interface Forge {
  readonly url: string;
  readonly requests: Request[];
  readonly comments: Comment[];
  /** What the token may ask about itself: its login, or nothing, like the tokens of jobs on GitHub. */
  login: string | undefined;
  /** The status of a request that is refused. */
  refuse: (request: Request) => number | undefined;
}

/** User of whoever holds the token. */
export const ME = { user: { login: "github-actions[bot]", type: "Bot" }, author: { id: 7 } } as const;

/** Starts a forge for the running test. */
export async function startForge(): Promise<Forge> {
  const server = createServer(async (incoming, response) => {
    const text = await readAll(incoming);
    const request = { method: incoming.method ?? "", path: incoming.url ?? "", headers: incoming.headers };
    forge.requests.push(request);
    const { status, body } = answer(forge, request, text);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const forge: Forge = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    comments: [],
    login: undefined,
    refuse: () => undefined,
  };
  return forge;
}

function answer(forge: Forge, request: Request, text: string): { readonly status: number; readonly body: unknown } {
  const refused = forge.refuse(request);
  if (refused !== undefined) return { status: refused, body: { message: "refused" } };
  const { pathname, searchParams } = new URL(request.path, forge.url);
  const [, id] = /\/(?:comments|notes)(?:\/(\d+))?$/.exec(pathname) ?? [];
  if (pathname === "/user") {
    if (forge.login === undefined) return { status: 403, body: { message: "Resource not accessible by integration" } };
    return { status: 200, body: { login: forge.login, id: ME.author.id } };
  }
  if (request.method === "GET") {
    const most = Number(searchParams.get("per_page"));
    const first = (Number(searchParams.get("page")) - 1) * most;
    return { status: 200, body: forge.comments.slice(first, first + most) };
  }
  const { body } = JSON.parse(text) as { body: string };
  if (request.method === "POST") {
    const comment = { id: forge.comments.length + 1, body, ...ME };
    forge.comments.push(comment);
    return { status: 201, body: comment };
  }
  const known = forge.comments.find((comment) => comment.id === Number(id));
  if (known === undefined) return { status: 404, body: {} };
  known.body = body;
  return { status: 200, body: known };
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Methods and paths of the requests that changed something. */
export function writesOf({ requests }: Forge): string[] {
  return requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
}
