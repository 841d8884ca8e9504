import type { Fleet } from "../../contract/fleet.ts";
import type { Question } from "../questions/question.ts";
import type { PlannedFault } from "./planned-fault.ts";

/**
 * Questions that are repeated during a fault: for each affected backend, one from where each load balancer is the nearest, in
 * both families. Redirects are used if a service has nothing else.
 */
export function pickQuestions(
  questions: readonly Question[],
  fault: PlannedFault,
  isMeant: (service: string) => boolean,
): Question[] {
  const able = questions.filter(
    (question) =>
      question.service !== undefined &&
      fault.services.includes(question.service) &&
      isMeant(question.service) &&
      (question.wanted.kind === "member" || question.wanted.kind === "redirect") &&
      // Repeated requests of one client test something else.
      question.probe.visits === undefined &&
      fault.concerns(question),
  );
  const withMembers = new Set(able.filter(({ wanted }) => wanted.kind === "member").map(({ service }) => service));
  const picked = new Map<string, Question>();
  for (const question of able) {
    const { service, wanted, probe, family, nodes } = question;
    if (wanted.kind === "redirect" && withMembers.has(service)) continue;
    const backend = wanted.kind === "member" ? wanted.backend : undefined;
    const key = JSON.stringify([service, backend ?? probe.port, probe.transport, family, nodes]);
    if (!picked.has(key)) picked.set(key, question);
  }
  return [...picked.values()];
}

/** Milliseconds between two requests of a stream, and per stream of a fault, to limit the load on the machine. */
const PACE = { least: 250, each: 25 };

/** Milliseconds between two requests of each stream: at most half of what rate limits allow a source. */
export function paceOf(picked: readonly Question[], fleet: Fleet): number {
  const limits = picked.map(({ service = "" }) => {
    const limited =
      fleet.services.get(service)?.frontends.flatMap(({ limits }) => limits?.requestsPerSource ?? []) ?? [];
    const alike = picked.filter((other) => other.service === service).length;
    return Math.max(0, ...limited.map(({ count, period }) => (2 * alike * period) / count));
  });
  return Math.max(PACE.least, PACE.each * picked.length, ...limits);
}
