import { FORGED, MORE_FORGED_HEADERS } from "../../fleet/forged-headers.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { Question } from "./question.ts";

/** Headers in one request beside the usual ones; HAProxy and Apache accept about a hundred. */
const TOGETHER = 45;

/**
 * All headers that only a load balancer may set, from one client for each address and each place that it is reached at: none must
 * reach a member.
 * @param questions those to a frontend that reads requests
 */
export function askForgeries(questions: readonly Question[]): Question[] {
  const passed = questions.filter(
    ({ wanted, probe }) => wanted.kind === "member" && wanted.told === "http" && probe.says.includes(FORGED),
  );
  const parts = Array.from({ length: Math.ceil(MORE_FORGED_HEADERS.length / TOGETHER) }, (_, index) =>
    MORE_FORGED_HEADERS.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  return onePerPlace(passed).flatMap((question) =>
    parts.map((names) => {
      const lines = names.map((name) => `${name}: ${FORGED}\r\n`).join("");
      const { probe } = question;
      return {
        ...question,
        asked: `${question.asked} with ${names[0]} and other forged headers`,
        probe: { ...probe, says: probe.says.replace("\r\n\r\n", () => `\r\n${lines}\r\n`) },
      };
    }),
  );
}
