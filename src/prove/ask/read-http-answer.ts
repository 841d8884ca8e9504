import { present } from "../../contract/present.ts";
import { FORGED, FORGED_HEADERS } from "../../fleet/forged-headers.ts";

/** An answer of a load balancer, of a server that the lab plays, or of Apache with what `site-files.ts` adds. */
export interface HttpAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Absent where no member of the lab answered. */
  readonly machine?: string;
  /** Address that the member has a connection from, or was told by PROXY. */
  readonly client?: string;
  /** Addresses in the `X-Forwarded-For` that the member got, or that Apache left in it. */
  readonly forwarded?: readonly string[];
  /** Headers that the client forged and that got to the member as they were. */
  readonly forged?: readonly string[];
  /** Whom Apache takes for the client, after all that it was told. */
  readonly believed?: string;
}

/** Reads an answer and what a member of the lab says in it; undefined where it is no HTTP. */
export function readHttpAnswer(text: string): HttpAnswer | undefined {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const status = /^HTTP\/1\.[01] (?<status>\d{3})/.exec(first)?.groups?.["status"];
  if (status === undefined) return undefined;
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const common = { status: Number(status), headers };
  const machine = headers.get("x-lab-machine");
  if (machine === undefined) return common;
  const believed = headers.get("x-lab-client");
  if (believed === undefined) return { ...common, machine, ...readMember(rest.join("\r\n\r\n")) };
  const forwarded = listIn(headers.get("x-lab-forwarded"));
  return { ...common, machine, believed, forwarded, forged: listIn(headers.get("x-lab-forged")) };
}

function listIn(header: string | undefined): string[] {
  return (header ?? "").split(",").flatMap((item) => item.trim() || []);
}

function readMember(body: string): Pick<HttpAnswer, "client" | "forwarded" | "forged"> {
  // Before it stands what checks look for.
  const json = body.split("\n").find((line) => line.startsWith('{"machine"')) ?? "";
  try {
    const { client, headers = {} }: { client?: string; headers?: Record<string, string> } = JSON.parse(json);
    const forged = FORGED_HEADERS.filter((name) => headers[name.toLowerCase()]?.includes(FORGED));
    return { ...present({ client }), forwarded: listIn(headers["x-forwarded-for"]), forged };
  } catch {
    // Half an answer is one that tells nothing.
    return {};
  }
}
