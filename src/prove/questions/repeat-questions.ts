import type { Fleet } from "../../contract/fleet.ts";
import type { Question } from "./question.ts";

/** With this number of answers per member, each reachable member almost certainly gave one, if they take turns. */
export const TURNS = 4;

/** How often a question is asked to reach each of its nodes: routers choose among several by the client's port. */
export function timesFor({ nodes }: Question): number {
  return nodes.length > 1 ? TURNS * nodes.length : 1;
}

/**
 * Questions that are repeated, so that each member of a backend gets its turn: a load balancer that cannot reach one of
 * several members hides it from clients. One question per backend and place that it reaches.
 */
export function repeatQuestions(questions: readonly Question[], fleet: Fleet): Question[] {
  const byPool = new Map<string, { question: Question; count: number }>();
  for (const question of questions) {
    const key = poolOf(question, fleet);
    const known = key === undefined ? undefined : byPool.get(key);
    if (known !== undefined) known.count++;
    else if (key !== undefined) byPool.set(key, { question, count: 1 });
  }
  return [...byPool.values()].flatMap(({ question, count }) => {
    const machines = question.wanted.kind === "member" ? question.wanted.machines.length : 0;
    const missing = machines < 2 ? 0 : Math.max(0, TURNS * machines - count);
    return Array.from({ length: missing }, () => ({ ...question }));
  });
}

/**
 * Identifies a backend and the nodes that lead to it, if its members take turns even with few clients;
 * undefined otherwise.
 */
export function poolOf({ service, nodes, wanted, probe }: Question, fleet: Fleet): string | undefined {
  if (wanted.kind !== "member" || wanted.backend === undefined || service === undefined || probe.visits !== undefined) {
    return undefined;
  }
  const { backend: name } = wanted;
  const backend = fleet.services.get(service)?.backends.find((each) => each.name === name);
  if (backend?.algorithm !== "round-robin" && backend?.algorithm !== "least-connections") return undefined;
  const isEven = new Set(backend.members.map(({ weight }) => weight)).size === 1;
  return isEven && backend.spec.persistence?.by !== "source" ? JSON.stringify([service, name, nodes]) : undefined;
}
