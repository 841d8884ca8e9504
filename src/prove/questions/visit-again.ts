import type { Backend, Service } from "../../contract/fleet.ts";
import { valuesOf } from "./causes.ts";
import type { MemberWanted, Question } from "./question.ts";

/** With this number of requests, members would almost certainly take turns if there were no persistence. */
export const VISITS = 6;

/**
 * Repeated questions of one client, if the backend has persistence: one per backend and
 * family, through a single load balancer, because others learn the client's member a moment later.
 */
export function visitAgain(questions: readonly Question[], service: Service): Question[] {
  const byBackend = new Map<string, { question: Question; wanted: MemberWanted; backend: Backend }>();
  for (const question of questions) {
    const { wanted, family, nodes } = question;
    if (wanted.kind !== "member" || wanted.machines.length < 2) continue;
    const backend = service.backends.find(({ name }) => name === wanted.backend);
    if (backend === undefined || !keepsVisitors(backend, wanted.told)) continue;
    const key = `${backend.name} ${family}`;
    const known = byBackend.get(key);
    if (known === undefined || nodes.length < known.question.nodes.length)
      byBackend.set(key, { question, wanted, backend });
  }
  return [...byBackend.values()].map(({ question, wanted, backend }) => ({
    ...question,
    asked: `${question.asked}, ${VISITS} times by one client`,
    probe: { ...question.probe, visits: VISITS },
    wanted: { ...wanted, keeps: true },
    causes: [...question.causes, ...valuesOf(backend, ["persistence"], ["algorithm"])],
  }));
}

/** Cookies exist only in HTTP. */
function keepsVisitors({ algorithm, spec }: Backend, told: "http" | "text"): boolean {
  const by = spec.persistence?.by;
  return by === "source" || algorithm === "source" || (by !== undefined && told === "http");
}
