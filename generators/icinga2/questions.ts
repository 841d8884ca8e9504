import type { CheckQuestion } from "../../src/checks/check-spec.ts";
import { checkToPlugin } from "../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../src/checks/vocabulary.ts";
import type { Backend, Frontend, Service } from "../../src/resolve/fleet.ts";
import { type CommandUse, toCommand } from "./itl.ts";

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
    return backend === undefined ? undefined : { ask: webPage(service, backend), port, tls };
  }
  if (!frontend.transports.includes("tcp")) return undefined;
  return { ask: streamQuestion(backend), port, tls };
}

/** What a route to another backend is asked. */
export function routeQuestion(service: Service, frontend: Frontend, path: string, backend: Backend): Question {
  const page = webPage(service, backend);
  const below = page.path === path || (page.path ?? "/").startsWith(`${path}/`);
  const ask: CheckQuestion = below ? page : withName(service, { type: "http", path });
  return { ask, port: frontend.port, tls: frontend.spec.tls !== undefined };
}

/** A backend's own check as clients would ask it: by a name that the service has. */
function webPage(service: Service, { check }: Backend): CheckQuestion {
  if (check?.type !== "http" && check?.type !== "https") return withName(service, { type: "http", path: "/" });
  const { host: _, ...ask } = withoutPort({ ...check, type: "http" });
  return withName(
    service,
    check.host !== undefined && service.hostnames.includes(check.host) ? { ...ask, host: check.host } : ask,
  );
}

/** TLS that ends at the members: a check over TLS can be asked through the load balancer, others are asked elsewhere. */
function passedOn(service: Service, backend: Backend | undefined): CheckQuestion {
  const check = backend?.check;
  return withName(service, check?.type === "https" && check.port === undefined ? withoutPort(check) : { type: "tls" });
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
    ...(hostname === undefined ? {} : { hostname }),
    ...(warn === undefined ? {} : { warn }),
    ...(critical === undefined ? {} : { critical }),
  });
  return "cannot" in made ? made : { ok: toCommand(made.ok.argv, ANYBODY) };
}
