import type { Serve } from "../../contract/claim.ts";
import type { Backend, Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { FORGED } from "../../fleet/forged-headers.ts";
import { serverNames } from "../../fleet/server-names.ts";
import { TOLD, TOLD_OF_CERTIFICATES } from "../../fleet/told-headers.ts";
import type { Listener } from "../../lab/members/listener.ts";
import { inBrackets } from "./access-of.ts";

/** What a header should contain when it reaches a member; `null`: it should not reach the member. */
export type HeaderWanted = string | null | { readonly some: true };

export type HeadersWanted = Readonly<Record<string, HeaderWanted>>;

/** Headers that a client must not send a value of its own in, because the connection or the lab depends on them. */
const NEEDED = /^(host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|cookie|x-lab-.*)$/i;

/** The host of a request, as the client writes it. */
export function authorityOf({ address, port, hostname }: Serve, frontend: Frontend): string {
  const host = hostname ?? inBrackets(address);
  return port === (frontend.spec.tls === undefined ? 80 : 443) ? host : `${host}:${port}`;
}

/**
 * Headers that a frontend that parses requests sets for members. Those that a raw line mentions are left out, because it may
 * change them.
 */
export function headersTowards(serve: Serve, frontend: Frontend, fleet: Fleet): HeadersWanted {
  const { tls, request_headers: own = {} } = frontend.spec;
  const ofCertificates = tls?.client_certificates?.headers === true ? TOLD_OF_CERTIFICATES : [];
  const spelled = Object.keys(headersToReplace(frontend)).filter((name) => name.includes("_"));
  const all: [string, HeaderWanted][] = [
    [TOLD.scheme, tls === undefined ? "http" : "https"],
    [TOLD.host, authorityOf(serve, frontend)],
    [TOLD.port, String(frontend.port)],
    [TOLD.id, { some: true }],
    ...ofCertificates.map((name, index): [string, HeaderWanted] => [name, index === 0 ? "SUCCESS" : { some: true }]),
    ...spelled.map((name): [string, HeaderWanted] => [name, null]),
    ...Object.entries(own),
  ];
  return Object.fromEntries(all.filter(([name]) => !mentionsRaw(name, fleet)));
}

/** Headers that a client sends to try whether the load balancer replaces or removes them, in two spellings. */
export function headersToReplace(frontend: Frontend): Record<string, string> {
  const own = Object.keys(frontend.spec.request_headers ?? {}).filter((name) => !NEEDED.test(name));
  const names = [TOLD.id, ...own].flatMap((name) => [...new Set([name, name.replaceAll("-", "_")])]);
  return Object.fromEntries(names.map((name) => [name, FORGED]));
}

/** The server name in TLS that each machine should get, if a stub plays it. */
export function serverNamesTowards(
  { targets = [], hostname = "" }: Serve,
  service: Service,
  backend: Backend,
  listeners: readonly Listener[],
): Readonly<Record<string, string>> {
  if (backend.spec.tls === undefined || backend.spec.haproxy !== undefined) return {};
  const names = new Map<string, Set<string | undefined>>();
  for (const { name, node, address, port } of targets) {
    const isPlayed = listeners.some((each) => each.played && each.address === address && each.port === port);
    const possible = serverNames(
      service,
      backend,
      backend.members.find((member) => member.name === name),
    );
    const sent = possible.includes(hostname) ? hostname : possible[0];
    names.set(node, (names.get(node) ?? new Set()).add(isPlayed ? sent : undefined));
  }
  return Object.fromEntries(
    [...names].flatMap(([node, [sent, ...others]]) =>
      sent === undefined || others.length > 0 ? [] : [[node, sent] as const],
    ),
  );
}

const rawTexts = new WeakMap<Fleet, string>();

/** Whether a raw line of HAProxy mentions a header, or another word, and so may change it. */
export function mentionsRaw(word: string, fleet: Fleet): boolean {
  return rawTextOf(fleet).includes(word.toLowerCase());
}

/** All raw lines of HAProxy in a fleet, in lower case: those of one service may act on others at the same port. */
function rawTextOf(fleet: Fleet): string {
  const known = rawTexts.get(fleet);
  if (known !== undefined) return known;
  const text = [...rawLinesOf([...fleet.services.values()]), ...(fleet.spec.haproxy?.global ?? [])]
    .join("\n")
    .toLowerCase();
  rawTexts.set(fleet, text);
  return text;
}

/** Raw lines of HAProxy in services. */
export function rawLinesOf(services: readonly Service[]): string[] {
  return services.flatMap(({ frontends, backends }) =>
    [...frontends, ...backends].flatMap(({ spec }) => spec.haproxy ?? []),
  );
}
