import { checkToPlugin } from "../../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../../src/checks/vocabulary.ts";
import type { CheckQuestion } from "../../../src/contract/check-spec.ts";
import type { Backend, Frontend } from "../../../src/contract/fleet.ts";
import type { LoneService } from "../../../src/contract/lone-service.ts";
import { present } from "../../../src/contract/present.ts";
import { comparedPath } from "../../../src/fleet/path-case.ts";
import { type CommandUse, toCommand } from "../itl.ts";
import { isBelow } from "./admission.ts";

/** Milliseconds that a response may take. */
export const TIMEOUT = 10_000;

/** Placeholder for the address in a command line; no node has it. */
const ANYBODY = "0.0.0.0";

/** A check of a port, and whether the port speaks TLS. */
export interface Question {
  readonly ask: CheckQuestion;
  readonly port: number;
  readonly tls: boolean;
  /** Milliseconds of response time. */
  readonly warn?: number;
  readonly critical?: number;
}

/** A check as Icinga's command, or why no plugin can run it. */
export type Command = { readonly ok: CommandUse } | { readonly cannot: string };

/** Check of a backend's members: the backend's own, or that the port accepts a connection. */
export function memberQuestion(backend: Backend, port: number): Question {
  const { check } = backend;
  const tls = backend.spec.tls !== undefined;
  if (check === undefined) return { ask: { type: tls ? "tls" : "tcp" }, port, tls };
  return { ask: withoutPort(check), port, tls: tls && check.port === undefined };
}

/** Check of a frontend at its VIP, or undefined if another one covers it: of a redirect, of a UDP service. */
export function frontendQuestion(service: LoneService, frontend: Frontend): Question | undefined {
  const { port, backend } = frontend;
  const tls = frontend.spec.tls !== undefined;
  if (frontend.redirect) return undefined;
  if (frontend.protocol === "tls") return { ask: passedOn(service, backend), port, tls: true };
  // Without a client certificate only the handshake gets a response.
  const clients = frontend.spec.tls?.client_certificates;
  if (clients !== undefined && clients.required !== false)
    return { ask: withName(service, { type: "tls" }), port, tls };
  if (frontend.protocol === "http") {
    return backend === undefined ? undefined : { ask: webPage(service, frontend, backend, "/"), port, tls };
  }
  if (!frontend.transports.includes("tcp")) return undefined;
  return { ask: streamQuestion(backend), port, tls };
}

/** Whether members answer a check, and not HAProxy itself, which completes connections and handshakes without them. */
export function isAnsweredByMembers({ type }: CheckQuestion, { spec }: Frontend): boolean {
  return type !== "tcp" && !(type === "tls" && spec.tls !== undefined);
}

/** Check of a route to another backend. */
export function routeQuestion(service: LoneService, frontend: Frontend, path: string, backend: Backend): Question {
  const ask = webPage(service, frontend, backend, path);
  return { ask, port: frontend.port, tls: frontend.spec.tls !== undefined };
}

/**
 * Check of a backend through the website: its own, if clients get the same response. A check at another port, by a name
 * that is not the website's or at a path that does not lead to the backend, says nothing about what clients get. Then
 * any response counts, even that nothing is found or that a program failed, except those of HAProxy if no member
 * responds.
 * @param below path that leads to the backend
 */
function webPage(service: LoneService, frontend: Frontend, backend: Backend, below: string): CheckQuestion {
  const { check } = backend;
  const path = check?.path ?? "/";
  const leadsThere =
    isBelow(comparedPath(service, path), comparedPath(service, below)) &&
    backendAt(service, frontend, path) === backend;
  if (check !== undefined && isWeb(check) && isOfClients(service, check) && leadsThere)
    return withName(service, withoutPort({ ...check, type: "http" }));
  return withName(service, { type: "http", path: below, status: [{ first: 100, last: 501 }] });
}

function isWeb({ type }: CheckQuestion): boolean {
  return type === "http" || type === "https";
}

/** Whether a check uses the port that clients are led to, and a name that they may use. */
function isOfClients({ hostnames }: LoneService, { port, host }: CheckQuestion): boolean {
  return port === undefined && (host === undefined || hostnames.includes(host));
}

/** Backend for a path: that of the longest route. */
function backendAt(service: LoneService, frontend: Frontend, path: string): Backend | undefined {
  const compared = comparedPath(service, path);
  const route = service.routes.find(
    (each) => each.backend !== undefined && isBelow(compared, comparedPath(service, each.path)),
  );
  return route?.backend ?? frontend.backend;
}

/** TLS that members terminate: a check over TLS works through the load balancer, others run elsewhere. */
function passedOn(service: LoneService, backend: Backend | undefined): CheckQuestion {
  const check = backend?.check;
  return withName(service, check?.type === "https" && isOfClients(service, check) ? check : { type: "tls" });
}

/** A stream has the check of its members, unless that uses another port. */
function streamQuestion(backend: Backend | undefined): CheckQuestion {
  const check = backend?.check;
  if (check === undefined || check.port !== undefined) return { type: "tcp" };
  // HAProxy itself speaks TLS to the members, but not to clients.
  if (backend?.spec.tls !== undefined && check.type === "tls") return { type: "tcp" };
  if (backend?.spec.tls !== undefined && check.type === "https") return { ...withoutPort(check), type: "http" };
  return withoutPort(check);
}

function withName(service: LoneService, ask: CheckQuestion): CheckQuestion {
  const [hostname] = service.hostnames;
  return ask.host !== undefined || hostname === undefined ? ask : { host: hostname, ...ask };
}

/** Only the request and response: the caller sets the port, and Icinga the timing. */
export function withoutPort(question: CheckQuestion): CheckQuestion {
  const { port: _, ...rest } = question;
  return rest;
}

/** The frontend for a check of the whole service, if it sets no port. */
export function askedFrontend({ frontends }: LoneService, { type, port: stated }: CheckQuestion): Frontend | undefined {
  const { port, transport } = CHECK_VOCABULARY[type];
  const open = frontends.filter(
    (frontend) => !frontend.redirect && (transport === undefined || frontend.transports.includes(transport)),
  );
  if (stated !== undefined) return open.find((frontend) => frontend.port === stated);
  if (type === "http" || type === "https") {
    const secure = open.find((frontend) => frontend.protocol === "http" && frontend.spec.tls !== undefined);
    return secure ?? open.find((frontend) => frontend.protocol === "http") ?? open[0];
  }
  return open.find((frontend) => frontend.port === port) ?? open[0];
}

/** A check as a command, for whichever address the rules set. */
export function commandFor({ ask, port, tls, warn, critical }: Question, service: LoneService): Command {
  const [hostname] = service.hostnames;
  const made = checkToPlugin(ask, {
    address: ANYBODY,
    family: "ipv4",
    port,
    tls,
    timeout: TIMEOUT,
    ...present({ hostname, warn, critical }),
  });
  return "cannot" in made ? made : { ok: toCommand(made.ok.argv, ANYBODY) };
}
