import type { Answer } from "../ask/answer.ts";
import type { Question, Wanted } from "../questions/question.ts";

const TOO_MANY = 429;

/**
 * What is wrong with the answers to a flood of requests. Each load balancer that they reach counts on its own, and requests
 * that are on the way at the same time may count before the first of them is answered.
 */
export function judgeLimit(
  { count, period, exempt }: Extract<Wanted, { kind: "limited" }>,
  answer: Answer,
  { probe, nodes }: Question,
): string | undefined {
  if (answer.kind !== "said" || answer.counts === undefined) throw new Error("no answer to a flood");
  const { limited, others, failed, took, last } = answer.counts;
  const connections = probe.flood?.connections ?? 1;
  const seen = `${others} requests answered within ${(took / 1000).toFixed(1)} s`;
  if (failed > 0) return `${failed} of ${connections} connections failed, ${seen}`;
  if (exempt) return limited === 0 ? undefined : `status 429 after ${others} requests`;
  if (limited === connections && others <= count * nodes.length) {
    if (others < count - connections) return `status 429 after ${others} requests`;
    const lasts = probe.flood?.lasts ?? 0;
    // On a slow machine, the first requests may be forgotten by then.
    if (lasts === 0 || took + lasts > period || last === TOO_MANY) return undefined;
    return `status ${last ?? "unknown"} again ${(lasts / 1000).toFixed(1)} s after the first request`;
  }
  if (took > period) return `not shown: only ${seen}`;
  return `${seen}, ${limited} of ${connections} connections got status 429`;
}
