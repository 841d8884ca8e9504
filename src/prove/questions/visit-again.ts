import type { Backend, Service } from "../../contract/fleet.ts";
import type { MemberWanted, Question } from "./question.ts";

/** So many visits make it all but certain that members would take turns if nothing kept the visitor at one. */
const VISITS = 6;

/**
 * Questions that somebody asks several times where the backend promises to keep him at one member: one for each backend and
 * family, where it can be asked of a single load balancer, since others learn a moment later who is where.
 */
export function visitAgain(questions: readonly Question[], service: Service): Question[] {
  const byBackend = new Map<string, { question: Question; wanted: MemberWanted }>();
  for (const question of questions) {
    const { wanted, family, nodes } = question;
    if (wanted.kind !== "member" || wanted.machines.length < 2) continue;
    const backend = service.backends.find(({ name }) => name === wanted.backend);
    if (backend === undefined || !keepsVisitors(backend, wanted.told)) continue;
    const key = `${backend.name} ${family}`;
    const known = byBackend.get(key);
    if (known === undefined || nodes.length < known.question.nodes.length) byBackend.set(key, { question, wanted });
  }
  return [...byBackend.values()].map(({ question, wanted }) => ({
    ...question,
    asked: `${question.asked}, ${VISITS} times by one client`,
    probe: { ...question.probe, visits: VISITS },
    wanted: { ...wanted, keeps: true },
  }));
}

/** Cookies are HTTP's. */
function keepsVisitors({ algorithm, spec }: Backend, told: "http" | "text"): boolean {
  const by = spec.persistence?.by;
  return by === "source" || algorithm === "source" || (by !== undefined && told === "http");
}
