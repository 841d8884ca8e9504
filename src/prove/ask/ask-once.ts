import { createSocket } from "node:dgram";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { present } from "../../contract/present.ts";
import { familyOf } from "../../ip/family.ts";
import type { Probe } from "../questions/question.ts";
import type { Answer, Task } from "./answer.ts";

/** Maximum number of bytes to read of an answer. */
const ENOUGH = 16_384;

/** Milliseconds after which a datagram is sent again, as clients do, because it may be lost. */
const AGAIN = 1000;

/** Sends one probe from this machine, and waits for the result. */
export function askOnce(probe: Probe, task: Pick<Task, "authority" | "own">): Promise<Answer> {
  return probe.transport === "udp" ? askByDatagram(probe) : askByStream(probe, task);
}

function askByDatagram({ from, to, port, says, timeout }: Probe): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(to) === "ipv6" ? "udp6" : "udp4");
    const end = (answer: Answer) => {
      clearTimeout(timer);
      clearInterval(again);
      socket.close();
      resolve(answer);
    };
    const send = () => socket.send(Buffer.from(says, "latin1"));
    const timer = setTimeout(() => end({ kind: "silent", connected: false }), timeout);
    let again: NodeJS.Timeout | undefined;
    socket.on("error", (error) => end({ kind: "refused", why: nameOf(error), connected: false }));
    socket.on("message", (data) => end({ kind: "said", text: data.toString("latin1") }));
    // Connected, so that the system reports if nothing listens.
    socket.bind({ address: from }, () =>
      socket.connect(port, to, () => {
        send();
        again = setInterval(send, AGAIN);
      }),
    );
  });
}

function askByStream(probe: Probe, task: Pick<Task, "authority" | "own">): Promise<Answer> {
  const { from, to, port, says, until, timeout } = probe;
  return new Promise((resolve) => {
    const plain = connectPlain({ host: to, port, localAddress: from });
    const socket = probe.tls === undefined ? plain : wrap(plain, probe.tls, task);
    let text = "";
    let why = "closed";
    let connected = false;
    let shown: Pick<Extract<Answer, { kind: "said" }>, "certificate" | "distrusted"> = {};
    const end = (answer: Answer) => {
      clearTimeout(timer);
      socket.destroy();
      plain.destroy();
      resolve(answer);
    };
    const finish = () => end(text === "" ? { kind: "refused", why, connected } : { kind: "said", text, ...shown });
    const timer = setTimeout(
      () => end(text === "" ? { kind: "silent", connected } : { kind: "said", text, ...shown }),
      timeout,
    );
    const fault = (error: Error) => {
      why = nameOf(error);
      // A connection that was reset at once was established; the system reports nothing else.
      connected ||= why === "ECONNRESET" || why === "EPIPE";
      finish();
    };
    plain.on("error", fault);
    plain.on("connect", () => {
      connected = true;
    });
    socket.on("error", fault);
    socket.on(probe.tls === undefined ? "connect" : "secureConnect", () => {
      if ("getPeerCertificate" in socket) shown = certificateOf(socket);
      if (says !== "") socket.write(Buffer.from(says, "latin1"));
    });
    socket.on("data", (data: Buffer) => {
      text += data.toString("latin1");
      if (until === "data" || text.length > ENOUGH) finish();
    });
    socket.on("end", finish);
    socket.on("close", finish);
  });
}

function wrap(
  plain: Socket,
  { servername, shows }: NonNullable<Probe["tls"]>,
  { authority, own }: Pick<Task, "authority" | "own">,
): TLSSocket {
  return connectTls({
    socket: plain,
    ca: authority,
    // Errors of the certificate are part of the answer.
    rejectUnauthorized: false,
    ...present({ servername }),
    ...(shows ? { cert: own, key: own } : {}),
  });
}

function certificateOf(socket: TLSSocket): { certificate: readonly string[]; distrusted?: string } {
  const names = (socket.getPeerCertificate().subjectaltname ?? "")
    .split(", ")
    .filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice("DNS:".length));
  const error: unknown = socket.authorizationError;
  // Its names are compared with the catalog, which may accept that it does not cover a host.
  const isTrusted = socket.authorized || String(error).includes("ALTNAME");
  return { certificate: names, ...(isTrusted ? {} : { distrusted: String(error) }) };
}

function nameOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
