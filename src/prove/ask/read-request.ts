/** A request of HTTP/1.1 in parts. */
export interface RequestParts {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  /** The others by lower-case name, without those about the connection. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Headers that are told otherwise. */
const APART: ReadonlySet<string> = new Set(["connection", "host"]);

export function readRequest(text: string): RequestParts {
  const [first = "", ...lines] = (text.split("\r\n\r\n")[0] ?? "").split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.replace(/^[^:]*: */, ""),
  ]);
  return {
    ...{ method, path, host: headers.find(([name]) => name === "host")?.[1] ?? "" },
    headers: Object.fromEntries(headers.filter(([name]) => !APART.has(name))),
  };
}
