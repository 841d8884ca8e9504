import { present } from "../../contract/present.ts";
import { FORGED, FORGED_HEADERS, MORE_FORGED_HEADERS } from "../../fleet/forged-headers.ts";

/** An answer of a load balancer, of a stub of the lab, or of Apache with the files of `site-files.ts`. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; several of a name joined by a comma, as in RFC 9110, section 5.3. */
  readonly headers: ReadonlyMap<string, string>;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
  readonly body: string;
  /** Absent if no member of the lab answered. */
  readonly machine?: string;
  /** Source address of the member's connection, or the one in PROXY. */
  readonly client?: string;
  /** Addresses in the `X-Forwarded-For` that the member received, or that Apache left in it. */
  readonly forwarded?: readonly string[];
  /** Forged headers that reached the member unchanged. */
  readonly forged?: readonly string[];
  /** Headers that the member received, by lower-case name; of Apache those that HAProxy may set, empty if absent. */
  readonly told?: ReadonlyMap<string, string>;
  /** Server name that the member received in TLS. */
  readonly servername?: string;
  /** The client according to Apache, after all headers. */
  readonly believed?: string;
}

/** Reads an answer with the data of a member of the lab; undefined if it is not HTTP. */
export function readHttpAnswer(text: string): HttpAnswer | undefined {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const status = /^HTTP\/1\.[01] (?<status>\d{3})/.exec(first)?.groups?.["status"];
  if (status === undefined) return undefined;
  const headers = new Map<string, string>();
  const cookies: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    const known = headers.get(name);
    headers.set(name, known === undefined ? value : `${known}, ${value}`);
    if (name === "set-cookie") cookies.push(value);
  }
  const body = rest.join("\r\n\r\n");
  const common = { status: Number(status), headers, cookies, body };
  const machine = headers.get("x-lab-machine");
  if (machine === undefined) return common;
  const believed = headers.get("x-lab-client");
  if (believed === undefined) return { ...common, machine, ...readMember(body) };
  const forwarded = listIn(headers.get("x-lab-forwarded"));
  const told = new Map(
    [...headers].flatMap(([name, value]) => (name.startsWith(TOLD) ? [[name.slice(TOLD.length), value] as const] : [])),
  );
  return { ...common, machine, believed, forwarded, forged: listIn(headers.get("x-lab-forged")), told };
}

function listIn(header: string | undefined): string[] {
  return (header ?? "").split(",").flatMap((item) => item.trim() || []);
}

/** Apache repeats a header of a request behind this. */
const TOLD = "x-lab-told-";

function readMember(body: string): Pick<HttpAnswer, "client" | "forwarded" | "forged" | "told" | "servername"> {
  // It follows the text that checks look for.
  const json = body.split("\n").find((line) => line.startsWith('{"machine"')) ?? "";
  try {
    const { client, servername, headers = {} }: MemberSeen = JSON.parse(json);
    const forged = [...FORGED_HEADERS, ...MORE_FORGED_HEADERS].filter((name) =>
      headers[name.toLowerCase()]?.includes(FORGED),
    );
    const told = new Map(Object.entries(headers));
    return { ...present({ client, servername }), forwarded: listIn(headers["x-forwarded-for"]), forged, told };
  } catch {
    // An incomplete answer counts as empty.
    return {};
  }
}

/** What a stub reports of a request. */
interface MemberSeen {
  readonly client?: string;
  readonly servername?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
