import type { Backend, Frontend } from "../../../src/contract/fleet.ts";
import type { LoneService } from "../../../src/contract/lone-service.ts";
import { at } from "../../../src/contract/origin.ts";
import { present } from "../../../src/contract/present.ts";
import type { Span } from "../../../src/contract/source.ts";
import { comparedPath } from "../../../src/fleet/path-case.ts";
import { encodePart } from "../names.ts";
import { isBelow } from "./admission.ts";
import { askedFrontend, frontendQuestion, type Question, routeQuestion, withoutPort } from "./questions.ts";

/** A check before it is known which nodes may run it. */
export interface PlannedCheck {
  readonly name: string;
  readonly title: string;
  readonly question: Question;
  readonly frontend?: Frontend;
  readonly backend?: Backend;
  readonly counts?: true;
  /** From `monitoring.checks`. */
  readonly own?: true;
  readonly at: Span;
}

/** Possible checks of a service: its health, each frontend, routes to other backends, its own checks. */
export function drafts(service: LoneService): PlannedCheck[] {
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

function frontendDraft(service: LoneService, frontend: Frontend): PlannedCheck[] {
  const question = frontendQuestion(service, frontend);
  if (question === undefined) return [];
  const { path } = question.ask;
  // Paths that a redirect covers are checked as redirects.
  if (frontend.protocol === "http" && path !== undefined) {
    const compared = comparedPath(service, path);
    if (service.redirects.some((redirect) => isBelow(compared, comparedPath(service, redirect.path)))) return [];
  }
  const { backend } = frontend;
  return [
    {
      name: `${service.name}:${frontend.name}`,
      title: `${service.name} ${frontend.name}`,
      ...{ question, frontend, at: frontend.tree },
      ...present({ backend }),
      ...(service.balance.by === "anycast" && service.health.check === undefined ? { counts: true } : {}),
    },
  ];
}

/** Routes are the same at all frontends; they are checked at those that do not just redirect. */
function routeDrafts(service: LoneService, frontend: Frontend): PlannedCheck[] {
  const clients = frontend.spec.tls?.client_certificates;
  if (frontend.protocol !== "http" || frontend.redirect || (clients !== undefined && clients.required !== false))
    return [];
  return service.routes.flatMap(({ path, backend, tree }): PlannedCheck[] => {
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

/** The check by which the servers of an anycast service decide whether to announce it. */
function healthDraft(service: LoneService): PlannedCheck[] {
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
      ...present({ frontend }),
      counts: true,
      at: at(service, "health", "check"),
    },
  ];
}

function ownDrafts(service: LoneService): PlannedCheck[] {
  return service.monitoring.checks.flatMap((check): PlannedCheck[] => {
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
          ...present({ warn, critical }),
        },
        ...present({ frontend }),
        own: true,
        at: check.tree,
      },
    ];
  });
}
