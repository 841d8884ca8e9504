import { connect, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import type { TLSSocket } from "node:tls";
import { readRequest } from "./read-request.ts";

interface H2Events {
  readonly onAnswer: (text: string) => void;
  readonly onFault: (error: Error) => void;
}

/**
 * Sends a request of HTTP/1.1 over HTTP/2, and returns the answer as HTTP/1.1 would have it.
 * @param socket after the handshake
 */
export function speakH2(socket: TLSSocket, request: string, { onAnswer, onFault }: H2Events): void {
  if (socket.alpnProtocol !== "h2") {
    onFault(new Error("no HTTP/2"));
    return;
  }
  const { method, path, host, headers } = readRequest(request);
  const session = connect(`https://${host}`, { createConnection: () => socket });
  const stream = session.request({ ":method": method, ":path": path, ...headers });
  let head = "";
  let body = "";
  session.on("error", onFault);
  stream.on("error", onFault);
  stream.on("response", (answer) => {
    head = headOf(answer);
  });
  stream.on("data", (data: Buffer) => {
    body += data.toString("latin1");
  });
  stream.on("end", () => onAnswer(`${head}\r\n\r\n${body}`));
}

function headOf(headers: IncomingHttpHeaders & IncomingHttpStatusHeader): string {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(":") ? [] : [value ?? []].flat().map((each) => `${name}: ${each}`),
  );
  return [`HTTP/1.1 ${headers[":status"]} `, ...lines].join("\r\n");
}
