import { checkToPlugin } from "../../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../../src/checks/vocabulary.ts";
import type { CheckQuestion } from "../../../src/contract/check-spec.ts";
import type { Backend, Frontend, Service } from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import { comparedPath } from "../../../src/fleet/path-case.ts";
import { type CommandUse, toCommand } from "../itl.ts";
import { isBelow } from "./admission.ts";

/** Milliseconds that an answer may take. */
export const TIMEOUT = 10_000;

/** Stands for the address while a command line is made; no node has it. */
const ANYBODY = "0.0.0.0";

/** A question that is put to a port, and whether the port speaks TLS. */
export interface Question {
  readonly ask: CheckQuestion;
  readonly port: number;
  readonly tls: boolean;
  /** Milliseconds of response time. */
  readonly warn?: number;
  readonly critical?: number;
}

/** A question in Icinga's words, or why no plugin can put it. */
export type Command = { readonly ok: CommandUse } | { readonly cannot: string };

/** What to ask of the members of a backend: its check, or that the port takes a connection. */
export function memberQuestion(backend: Backend, port: number): Question {
  const { check } = backend;
  const tls = backend.spec.tls !== undefined;
  if (check === undefined) return { ask: { type: tls ? "tls" : "tcp" }, port, tls };
  return { ask: withoutPort(check), port, tls: tls && check.port === undefined };
}

/** What to ask of a frontend at its VIP, or undefined where something else says it all: a redirect, a UDP service's check. */
export function frontendQuestion(service: Service, frontend: Frontend): Question | undefined {
  const { port, backend } = frontend;
  const tls = frontend.spec.tls !== undefined;
  if (frontend.redirect) return undefined;
  if (frontend.protocol === "tls") return { ask: passedOn(service, backend), port, tls: true };
  // Without a certificate of ours nothing is answered but the handshake.
  const clients = frontend.spec.tls?.client_certificates;
  if (clients !== undefined && clients.required !== false)
    return { ask: withName(service, { type: "tls" }), port, tls };
  if (frontend.protocol === "http") {
    return backend === undefined ? undefined : { ask: webPage(service, frontend, backend, "/"), port, tls };
  }
  if (!frontend.transports.includes("tcp")) return undefined;
  return { ask: streamQuestion(backend), port, tls };
}

/** Whether members answer a question, and not HAProxy by itself, which takes a connection and shakes hands without them. */
export function isAnsweredByMembers({ type }: CheckQuestion, { spec }: Frontend): boolean {
  return type !== "tcp" && !(type === "tls" && spec.tls !== undefined);
}

/** What a route to another backend is asked. */
export function routeQuestion(service: Service, frontend: Frontend, path: string, backend: Backend): Question {
  const ask = webPage(service, frontend, backend, path);
  return { ask, port: frontend.port, tls: frontend.spec.tls !== undefined };
}

/**
 * What a backend is asked through the website: its check, where clients get the same answer. A check at another port, by a
 * name that is not the website's or at a path that does not lead there says nothing of what clients get. Then any answer
 * will do, be it that nothing is there or that a program fails, but for what HAProxy says when no member answers.
 * @param below path that leads to the backend
 */
function webPage(service: Service, frontend: Frontend, backend: Backend, below: string): CheckQuestion {
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

/** Whether a check asks the port that clients are led to, by a name that they may use. */
function isOfClients({ hostnames }: Service, { port, host }: CheckQuestion): boolean {
  return port === undefined && (host === undefined || hostnames.includes(host));
}

/** Which backend answers a path: that of the longest route. */
function backendAt(service: Service, frontend: Frontend, path: string): Backend | undefined {
  const compared = comparedPath(service, path);
  const route = service.routes.find(
    (each) => each.backend !== undefined && isBelow(compared, comparedPath(service, each.path)),
  );
  return route?.backend ?? frontend.backend;
}

/** TLS that ends at the members: a check over TLS can be asked through the load balancer, others are asked elsewhere. */
function passedOn(service: Service, backend: Backend | undefined): CheckQuestion {
  const check = backend?.check;
  return withName(service, check?.type === "https" && isOfClients(service, check) ? check : { type: "tls" });
}

/** A stream is asked what its members are asked, unless they are asked at another port. */
function streamQuestion(backend: Backend | undefined): CheckQuestion {
  const check = backend?.check;
  if (check === undefined || check.port !== undefined) return { type: "tcp" };
  // HAProxy itself speaks TLS to the members, and not to clients.
  if (backend?.spec.tls !== undefined && check.type === "tls") return { type: "tcp" };
  if (backend?.spec.tls !== undefined && check.type === "https") return { ...withoutPort(check), type: "http" };
  return withoutPort(check);
}

function withName(service: Service, ask: CheckQuestion): CheckQuestion {
  const [hostname] = service.hostnames;
  return ask.host !== undefined || hostname === undefined ? ask : { ...ask, host: hostname };
}

/** The question alone: its port is the caller's to say, and its rhythm Icinga's. */
export function withoutPort(question: CheckQuestion): CheckQuestion {
  const { port: _, ...rest } = question;
  return rest;
}

/** The frontend that a check of the whole service is asked at where it names no port. */
export function askedFrontend({ frontends }: Service, { type, port: stated }: CheckQuestion): Frontend | undefined {
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

/** A question as a check command, for whichever address the rules say. */
export function commandFor({ ask, port, tls, warn, critical }: Question, service: Service): Command {
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
