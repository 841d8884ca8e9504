import type { Socket } from "node:net";
import { type ConnectionOptions, connect, type SecureVersion, type TLSSocket } from "node:tls";
import { present } from "../../contract/present.ts";
import { MODERN_TLS } from "../../fleet/least-tls.ts";
import type { ProbeTls } from "../questions/question.ts";
import type { Answer, ClientCertificates } from "./answer.ts";

/** Names of the versions at Node.js. */
const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  "1.0": "TLSv1",
  "1.1": "TLSv1.1",
  "1.2": "TLSv1.2",
  "1.3": "TLSv1.3",
};

/** OpenSSL 3 speaks versions before 1.2 only at this security level; openssl-ciphers(1ssl). */
const OLD_CIPHERS = "DEFAULT@SECLEVEL=0";

/** Begins TLS on a connection. */
export function connectTls(plain: Socket, tls: ProbeTls, certificates: ClientCertificates): TLSSocket {
  return connect({ socket: plain, ...tlsOptions(tls, certificates) });
}

/** A client's options for TLS. */
export function tlsOptions(
  { servername, shows, version, h2 }: ProbeTls,
  { authority, own }: ClientCertificates,
): ConnectionOptions {
  const pem = shows === undefined ? undefined : own[shows];
  const only = version === undefined ? undefined : VERSIONS[version];
  return {
    ca: authority,
    // Errors of the certificate are part of the answer.
    rejectUnauthorized: false,
    ...present({ servername, cert: pem, key: pem, minVersion: only, maxVersion: only }),
    ...(version !== undefined && version < MODERN_TLS ? { ciphers: OLD_CIPHERS } : {}),
    ...(h2 ? { ALPNProtocols: ["h2"] } : {}),
  };
}

/** What the server's certificate says. */
export type ShownCertificate = Pick<Extract<Answer, { kind: "said" }>, "certificate" | "distrusted" | "hasTicket">;

export function certificateOf(socket: TLSSocket): ShownCertificate {
  const names = (socket.getPeerCertificate().subjectaltname ?? "")
    .split(", ")
    .filter((name) => name.startsWith("DNS:"))
    .map((name) => name.slice("DNS:".length));
  const error: unknown = socket.authorizationError;
  // Its names are compared with the catalog, which may accept that it does not cover a host.
  const isTrusted = socket.authorized || String(error).includes("ALTNAME");
  return {
    certificate: names,
    hasTicket: socket.getTLSTicket() !== undefined,
    ...(isTrusted ? {} : { distrusted: String(error) }),
  };
}
