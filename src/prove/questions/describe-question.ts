import { FAMILY_NAMES } from "../../ip/family.ts";
import type { Question } from "./question.ts";

/** What was asked, where and by whom, as findings name it. */
export function describeQuestion({ asked, probe, family, client }: Question): string {
  return `${asked} at ${probe.to} (${FAMILY_NAMES[family]}) from ${client} (${probe.from})`;
}
