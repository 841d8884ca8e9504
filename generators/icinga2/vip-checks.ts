import type { Span } from "../../src/catalog/source.ts";
import type { CheckQuestion } from "../../src/checks/check-spec.ts";
import type { Backend, Family, Fleet, Frontend, Node, Service } from "../../src/resolve/fleet.ts";
import { at } from "../../src/resolve/origin.ts";
import { type Admitted, admittedTo, isBelow } from "./admission.ts";
import { catalogCommand } from "./catalog-commands.ts";
import type { CommandUse } from "./itl.ts";
import { encodePart } from "./names.ts";
import { askedFrontend, commandFor, frontendQuestion, type Question, routeQuestion, withoutPort } from "./questions.ts";

/** Something that is asked at a VIP. */
export interface VipCheck extends Admitted {
  readonly service: Service;
  /** Unique in the fleet. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly use: CommandUse;
  /** For claims; absent where a program asks what it likes. */
  readonly asked?: { readonly port: number; readonly ask: CheckQuestion };
  /** Whether the owner is paged when the service does not answer. */
  readonly pages: boolean;
  /** Nodes are counted by it where `minimum_healthy` counts nodes. */
  readonly counts: boolean;
  readonly causes: readonly Span[];
}

/** Something that cannot be asked at a VIP, and why: the reason for a finding. */
export interface Unasked {
  readonly service: Service;
  readonly what: string;
  readonly reason: "cannot" | "not-admitted" | "proxy";
  readonly detail: string;
  /** Families that it is about. */
  readonly families: readonly Family[];
  /** HAProxy is asked for its own view of this instead. */
  readonly backend?: Backend;
  readonly at: Span;
}

export interface VipQuestions {
  readonly checks: readonly VipCheck[];
  readonly unasked: readonly Unasked[];
}

/** A question before it is known who may put it. */
interface Draft {
  readonly name: string;
  readonly title: string;
  readonly question: Question;
  readonly frontend?: Frontend;
  readonly backend?: Backend;
  readonly counts?: true;
  /** Of `monitoring.checks`. */
  readonly own?: true;
  readonly at: Span;
}

/** What is asked of a service at its VIP: each frontend, routes to other backends, its health, its own checks. */
export function vipQuestions(fleet: Fleet, service: Service, masters: readonly Node[]): VipQuestions {
  const checks: VipCheck[] = [];
  const unasked: Unasked[] = [];
  const families = (["ipv4", "ipv6"] as const).filter((family) => service.vip[family] !== undefined);
  for (const draft of drafts(service)) {
    const { name, title, question, frontend, backend } = draft;
    const common = { service, at: draft.at, what: title, ...(backend === undefined ? {} : { backend }) };
    const { ask, port } = question;
    const isCommand = ask.type === "command";
    const command = isCommand ? { ok: catalogCommand(name) } : commandFor(question, service);
    if ("cannot" in command) {
      unasked.push({ ...common, families, reason: "cannot", detail: command.cannot });
      continue;
    }
    const path = frontend?.protocol === "http" ? (ask.path ?? "/") : undefined;
    const place = { service, ...(frontend === undefined ? {} : { frontend }), ...(path === undefined ? {} : { path }) };
    // A program runs where it is told to: the service's own on its servers, others on the monitoring hosts.
    const admitted = isCommand ? commandPlaces(draft, families) : admittedTo(fleet, masters, families, place);
    const refused = families.filter((family) => ![...admitted.remote, ...admitted.local].includes(family));
    if (refused.length > 0) {
      unasked.push({ ...common, families: refused, reason: "not-admitted", detail: "nobody is let in" });
    }
    if (refused.length === families.length) continue;
    checks.push({
      ...{ service, name, title, use: command.ok, remote: admitted.remote, local: askedHere(draft, service, admitted) },
      ...{ pages: true, counts: draft.counts === true },
      ...(isCommand ? {} : { asked: { port, ask } }),
      causes: [draft.at],
    });
  }
  return { checks, unasked };
}

/**
 * Checks of the catalog's own ask what members answer; behind HAProxy the way of a client is enough. Anycast servers are
 * each asked, since each answers for itself.
 */
function askedHere({ own }: Draft, { balance }: Service, { remote, local }: Admitted): readonly Family[] {
  return own === true && balance.by === "haproxy" ? local.filter((family) => !remote.includes(family)) : local;
}

function commandPlaces({ counts }: Draft, families: readonly Family[]): Admitted {
  return counts === true ? { remote: [], local: families } : { remote: families, local: [] };
}

function drafts(service: Service): Draft[] {
  const health = service.balance.by === "anycast" ? healthDraft(service) : [];
  return [
    ...health,
    ...service.frontends.flatMap((frontend) => [
      ...frontendDraft(service, frontend),
      ...routeDrafts(service, frontend),
    ]),
    ...ownDrafts(service),
  ];
}

function frontendDraft(service: Service, frontend: Frontend): Draft[] {
  const question = frontendQuestion(service, frontend);
  if (question === undefined) return [];
  const { path } = question.ask;
  // What a redirect answers is asked as a redirect.
  if (frontend.protocol === "http" && path !== undefined) {
    if (service.redirects.some((redirect) => isBelow(path, redirect.path))) return [];
  }
  const { backend } = frontend;
  return [
    {
      name: `${service.name}:${frontend.name}`,
      title: `${service.name} ${frontend.name}`,
      ...{ question, frontend, at: frontend.tree },
      ...(backend === undefined ? {} : { backend }),
      ...(service.balance.by === "anycast" && service.health.check === undefined ? { counts: true } : {}),
    },
  ];
}

/** Routes are the same at all frontends; they are asked at those that are not for redirecting. */
function routeDrafts(service: Service, frontend: Frontend): Draft[] {
  const clients = frontend.spec.tls?.client_certificates;
  if (frontend.protocol !== "http" || frontend.redirect || (clients !== undefined && clients.required !== false))
    return [];
  return service.routes.flatMap(({ path, backend, tree }): Draft[] => {
    if (backend === undefined || backend === frontend.backend) return [];
    return [
      {
        name: `${service.name}:${frontend.name}:route:${encodePart(path)}`,
        title: `${service.name} ${frontend.name} ${path}`,
        question: routeQuestion(service, frontend, path, backend),
        ...{ frontend, backend, at: tree },
      },
    ];
  });
}

/** The check by which the servers of an anycast service decide whether they announce it. */
function healthDraft(service: Service): Draft[] {
  const { check } = service.health;
  if (check === undefined) return [];
  const frontend = askedFrontend(service, check);
  const port = check.port ?? frontend?.port ?? 0;
  if (port === 0 && check.type !== "command") return [];
  return [
    {
      name: `${service.name}::health`,
      title: `${service.name} health`,
      question: { ask: withoutPort(check), port, tls: check.port === undefined && frontend?.spec.tls !== undefined },
      ...(frontend === undefined ? {} : { frontend }),
      counts: true,
      at: at(service, "health", "check"),
    },
  ];
}

function ownDrafts(service: Service): Draft[] {
  return service.monitoring.checks.flatMap((check): Draft[] => {
    const { question, warn, critical } = check;
    const frontend = askedFrontend(service, question);
    const port = question.port ?? frontend?.port;
    if (port === undefined && question.type !== "command") return [];
    return [
      {
        name: `${service.name}::check:${check.name}`,
        title: `${service.name} ${check.name}`,
        question: {
          ask: withoutPort(question),
          port: port ?? 0,
          tls: frontend?.spec.tls !== undefined || frontend?.protocol === "tls",
          ...(warn === undefined ? {} : { warn }),
          ...(critical === undefined ? {} : { critical }),
        },
        ...(frontend === undefined ? {} : { frontend }),
        own: true,
        at: check.tree,
      },
    ];
  });
}
