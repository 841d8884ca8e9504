import type { Backend, Member, Service } from "../../../src/contract/fleet.ts";
import { serverNames } from "../../../src/fleet/server-names.ts";
import { field, quote } from "../quote.ts";

/** Names per line: HAProxy accepts 64 words. */
const INLINE = 20;

/** Holds the server name that is sent to members. */
const VARIABLE = "txn.server_name";

/**
 * If a service has several host names and none is set for its members, the server name in TLS follows the request:
 * members choose a site by it, and Apache answers 421 if it differs from Host. Only the service's own names are passed
 * on; for any other host, such as a fallback gets, it is the first.
 */
export function serverNameLines(service: Service, backend: Backend): string[] {
  const [first, ...others] = followed(service, backend);
  if (first === undefined) return [];
  const rule = `http-request set-var(${VARIABLE})`;
  const lines = [`${rule} str(${field(first)})`];
  for (let start = 0; start < others.length; start += INLINE) {
    const names = others.slice(start, start + INLINE).map(field);
    lines.push(`${rule} var(txn.host) if { var(txn.host) -m str ${names.join(" ")} }`);
  }
  return lines;
}

/** Names that requests choose from; none if the same name always applies, as for streams. */
function followed(service: Service, backend: Backend): readonly string[] {
  const names = serverNames(service, backend);
  return backend.spec.tls !== undefined && names.length > 1 ? names : [];
}

/**
 * TLS keywords of all members (Configuration Manual 2.6, 5.2). The certificate is verified against the server name that
 * was sent; `verifyhost` is for connections without one.
 */
export function tlsWords(service: Service, backend: Backend): string[] {
  const { tls } = backend.spec;
  if (tls === undefined) return [];
  const [name] = serverNames(service, backend);
  const follows = followed(service, backend).length > 0;
  return [
    "ssl",
    ...(tls.verify
      ? [`verify required`, `ca-file ${tls.ca === undefined ? "@system-ca" : quote(tls.ca)}`]
      : ["verify none"]),
    ...(name === undefined ? [] : [`sni ${follows ? `var(${VARIABLE})` : `str(${field(name)})`}`]),
    ...(name === undefined || !tls.verify ? [] : [`verifyhost ${field(name)}`]),
  ];
}

/**
 * Keywords of a member with a server name of its own.
 *
 * @param checked whether its check speaks TLS
 */
export function memberTlsWords({ spec }: Backend, { serverName }: Member, checked: boolean): string[] {
  if (serverName === undefined) return [];
  const name = field(serverName);
  return [
    ...(spec.tls === undefined ? [] : [`sni str(${name})`]),
    ...(spec.tls?.verify === true ? [`verifyhost ${name}`] : []),
    ...(checked ? [`check-sni ${name}`] : []),
  ];
}
