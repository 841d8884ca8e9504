import { createServer, type Socket } from "node:net";

/** A request to a FastCGI program: its environment and body. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Responder {
  /** Requests since the last call. */
  take(): Asked[];
  close(): Promise<void>;
}

/** Record types (FastCGI 1.0, section 8). */
const END_REQUEST = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;
const HEADER = 8;

/** Stub of PHP-FPM on a socket: answers `ran SCRIPT` to every request, and records it. */
export async function startResponder(path: string): Promise<Responder> {
  let asked: Asked[] = [];
  const server = createServer((socket) => serve(socket, (one) => asked.push(one)));
  await new Promise<void>((resolve, reject) => server.on("error", reject).listen(path, resolve));
  return {
    take() {
      const taken = asked;
      asked = [];
      return taken;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** One request per connection, because Apache does not ask to keep it open. */
function serve(socket: Socket, remember: (asked: Asked) => void): void {
  let bytes = Buffer.alloc(0);
  const params: Buffer[] = [];
  const body: Buffer[] = [];
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= HEADER) {
      const end = HEADER + bytes.readUInt16BE(4) + bytes.readUInt8(6);
      if (bytes.length < end) return;
      const type = bytes.readUInt8(1);
      const content = bytes.subarray(HEADER, HEADER + bytes.readUInt16BE(4));
      bytes = bytes.subarray(end);
      if (type === PARAMS) params.push(content);
      if (type !== STDIN) continue;
      body.push(content);
      // An empty record ends the stream.
      if (content.length > 0) continue;
      const environment = parseParams(Buffer.concat(params));
      // Apache puts `proxy:fcgi://HOST` in front of the path, and PHP-FPM removes it.
      const script = (environment["SCRIPT_FILENAME"] ?? "").replace(/^proxy:fcgi:\/\/[^/]*/, "");
      remember({ params: environment, body: Buffer.concat(body).toString() });
      const text = `Content-Type: text/plain\r\n\r\nran ${script}`;
      socket.end(Buffer.concat([record(STDOUT, text), record(STDOUT, ""), record(END_REQUEST, "\0".repeat(8))]));
    }
  });
}

function record(type: number, content: string): Buffer {
  const bytes = Buffer.from(content);
  const header = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);
  header.writeUInt16BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

/** Names and values, each preceded by its length in one byte, or in four if the first bit is set (section 3.4). */
function parseParams(bytes: Buffer): Record<string, string> {
  const params: Record<string, string> = {};
  let at = 0;
  const length = (): number => {
    const isLong = bytes.readUInt8(at) > 127;
    const value = isLong ? bytes.readUInt32BE(at) & 0x7fffffff : bytes.readUInt8(at);
    at += isLong ? 4 : 1;
    return value;
  };
  while (at < bytes.length) {
    const [name, value] = [length(), length()];
    params[bytes.toString("utf8", at, at + name)] = bytes.toString("utf8", at + name, at + name + value);
    at += name + value;
  }
  return params;
}
