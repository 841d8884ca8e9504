import type { Duplex } from "node:stream";
import type { Speech } from "./listener.ts";

/** The machine that answers, and its client. */
export interface Talk {
  readonly machine: string;
  /** Address of the client, as far as the member can see it. */
  readonly client: string;
  /** Continues in TLS; absent if it does already. */
  readonly secure?: (stream: Duplex) => Duplex;
}

type Speaker = (stream: Duplex, talk: Talk) => void;

/** Operations of LDAP as they are tagged; RFC 4511, appendix B. */
const LDAP = { bindResponse: 0x61, unbind: 0x42, search: 0x63, searchDone: 0x65 };

/** Stubs of stream protocols. Each includes the machine's name somewhere, so that a client learns which machine answered. */
export const SPEAKERS: Readonly<Record<Exclude<Speech, "http" | "dns" | "ntp">, Speaker>> = {
  echo: (stream, { machine, client }) => {
    stream.write(`${machine} ${client}\n`);
    stream.pipe(stream);
  },
  ssh: (stream, { machine }) => {
    stream.write(`SSH-2.0-${machine}\r\n`);
    stream.resume();
  },
  smtp: (stream, talk) => {
    stream.write(`220 ${talk.machine} ESMTP ${talk.client}\r\n`);
    answerSmtp(stream, talk);
  },
  imap: (stream, { machine, client }) => {
    stream.write(`* OK ${machine} ${client} ready\r\n`);
    answerLines(stream, (line) => {
      const [tag = "*", command = ""] = line.split(" ");
      const isLast = /^logout$/i.test(command);
      return { say: `${isLast ? "* BYE\r\n" : ""}${tag} OK done`, close: isLast };
    });
  },
  redis: (stream, { machine }) => {
    answerLines(stream, (line) => ({ say: /ping/i.test(line) ? "+PONG" : `+${machine}` }));
  },
  ldap: (stream, { machine }) => {
    // LDAPMessage, RFC 4511: success, and the name as diagnostic message, for a bind and for a search, which finds nothing.
    stream.on("data", (data: Buffer) => {
      const name = Buffer.from(machine);
      const [, , , , id = 1, operation] = data;
      if (operation === LDAP.unbind) return;
      const body = Buffer.concat([Buffer.from([0x0a, 1, 0, 4, 0, 4, name.length]), name]);
      const answer = operation === LDAP.search ? LDAP.searchDone : LDAP.bindResponse;
      const response = Buffer.concat([Buffer.from([2, 1, id, answer, body.length]), body]);
      stream.write(Buffer.concat([Buffer.from([0x30, response.length]), response]));
    });
  },
  mysql: (stream, { machine }) => {
    // HandshakeV10 with the name as version, then an OK packet to whatever is answered; MySQL internals, 14.2.5 and 14.1.3.1.
    const fixed = `01000000${"41".repeat(8)}00fff7210200ff8115${"00".repeat(10)}${"41".repeat(12)}00`;
    const greeting = Buffer.concat([Buffer.from([10]), Buffer.from(`${machine}\0`), Buffer.from(fixed, "hex")]);
    stream.write(Buffer.concat([Buffer.from([greeting.length, 0, 0, 0]), greeting]));
    stream.on("data", () => stream.write(Buffer.from([7, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0])));
  },
  postgresql: (stream, { machine }) => {
    // AuthenticationOk, and the name as a parameter; PostgreSQL manual, 53.7. Later messages get no answer.
    const parameter = Buffer.from(`server_version\0${machine}\0`);
    const head = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x53, 0, 0, 0, parameter.length + 4]);
    stream.once("data", () => stream.write(Buffer.concat([head, parameter])));
  },
  mqtt: (stream) => {
    // CONNACK, MQTT 3.1.1, section 3.2: accepted.
    stream.on("data", () => stream.write(Buffer.from([0x20, 2, 0, 0])));
  },
};

/** With STARTTLS, RFC 3207. */
function answerSmtp(stream: Duplex, { machine, secure }: Pick<Talk, "machine" | "secure">): void {
  answerLines(stream, (line) => {
    if (/^quit/i.test(line)) return { say: "221 bye", close: true };
    if (/^helo/i.test(line)) return { say: `250 ${machine}` };
    if (/^ehlo/i.test(line)) return { say: secure === undefined ? `250 ${machine}` : `250-${machine}\r\n250 STARTTLS` };
    if (secure !== undefined && /^starttls/i.test(line)) {
      return { say: "220 go ahead", next: () => answerSmtp(secure(stream), { machine }) };
    }
    return { say: "250 ok" };
  });
}

interface Reply {
  readonly say: string;
  readonly close?: boolean;
  /** Takes over the connection. */
  readonly next?: () => void;
}

function answerLines(stream: Duplex, answer: (line: string) => Reply): void {
  let rest = "";
  const read = (data: Buffer) => {
    const lines = `${rest}${data.toString("latin1")}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const { say, close, next } = answer(line.trim());
      stream.write(`${say}\r\n`);
      if (close === true) stream.end();
      if (next === undefined) continue;
      stream.off("data", read);
      next();
      return;
    }
  };
  stream.on("data", read);
}
