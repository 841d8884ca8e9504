import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { familyOf } from "../../ip/family.ts";
import type { Probe } from "../questions/question.ts";
import type { Answer, ClientCertificates } from "./answer.ts";
import { certificateOf, connectTls, type ShownCertificate } from "./connect-tls.ts";
import { speakH2 } from "./speak-h2.ts";

/** Maximum number of bytes to read of an answer. */
const ENOUGH = 16_384;

/** Milliseconds after which a datagram is sent again, as clients do, because it may be lost. */
const AGAIN = 1000;

/** Sends one probe from this machine, and waits for the result. */
export function askOnce(probe: Probe, certificates: ClientCertificates): Promise<Answer> {
  return probe.transport === "udp" ? askByDatagram(probe) : askByStream(probe, certificates);
}

function askByDatagram({ from, to, port, says, timeout }: Probe): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(to) === "ipv6" ? "udp6" : "udp4");
    let isOver = false;
    const end = (answer: Answer) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearInterval(again);
      socket.close();
      resolve(answer);
    };
    const send = () => socket.send(Buffer.from(says, "latin1"));
    const timer = afterWaiting(timeout, () => end({ kind: "silent", connected: false }));
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

function askByStream(probe: Probe, certificates: ClientCertificates): Promise<Answer> {
  const { from, to, port, says, until, timeout } = probe;
  return new Promise((resolve) => {
    const plain = connect({ host: to, port, localAddress: from });
    const socket = probe.tls === undefined ? plain : connectTls(plain, probe.tls, certificates);
    let text = "";
    let why = "closed";
    let connected = false;
    let shown: ShownCertificate = {};
    const end = (answer: Answer) => {
      clearTimeout(timer);
      socket.destroy();
      plain.destroy();
      resolve(answer);
    };
    const finish = () => end(text === "" ? { kind: "refused", why, connected } : { kind: "said", text, ...shown });
    const timer = afterWaiting(timeout, () =>
      end(text === "" ? { kind: "silent", connected } : { kind: "said", text, ...shown }),
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
    const speak = () => {
      if (says !== "") socket.write(Buffer.from(says, "latin1"));
      socket.on("data", (data: Buffer) => {
        text += data.toString("latin1");
        if (until === "data" || text.length > ENOUGH) finish();
      });
    };
    if ("getPeerCertificate" in socket) {
      socket.on("secureConnect", () => {
        shown = certificateOf(socket);
        if (!probe.tls?.h2) return speak();
        speakH2(socket, says, {
          onFault: fault,
          onAnswer: (answer) => {
            text = answer;
            finish();
          },
        });
      });
    } else socket.on("connect", speak);
    socket.on("end", finish);
    socket.on("close", finish);
  });
}

/** On a busy machine this program may be late itself: what has arrived meanwhile is read first. */
function afterWaiting(timeout: number, over: () => void): NodeJS.Timeout {
  return setTimeout(() => setImmediate(over), timeout);
}

function nameOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}
