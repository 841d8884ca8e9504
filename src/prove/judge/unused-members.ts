import type { Fleet } from "../../contract/fleet.ts";
import type { Asked } from "../ask/asked.ts";
import type { BrokenPromise } from "../proof.ts";
import { poolOf, TURNS } from "../questions/repeat-questions.ts";

/** Members that never answered, although their backend got enough requests through the same nodes. */
export function unusedMembers(asked: readonly Asked[], fleet: Fleet): BrokenPromise[] {
  const pools = new Map<string, Asked[]>();
  for (const each of asked) {
    const key = poolOf(each.question, fleet);
    if (key !== undefined) pools.set(key, [...(pools.get(key) ?? []), each]);
  }
  return [...pools.values()].flatMap(brokenOf);
}

function brokenOf(pool: readonly Asked[]): BrokenPromise[] {
  const { question } = pool[0] ?? {};
  if (question?.wanted.kind !== "member" || question.service === undefined) return [];
  const { service, nodes } = question;
  const { machines, backend } = question.wanted;
  const answers = pool.filter(({ wrong }) => wrong === undefined).length;
  if (answers < TURNS * machines.length) return [];
  const seen = new Set(pool.map(({ machine }) => machine));
  return machines
    .filter((machine) => !seen.has(machine))
    .map((machine) => ({
      ...{ service, nodes, asked: `backend ${backend}, ${answers} answers` },
      wanted: `some of ${machine}`,
      seen: "none",
    }));
}
