import { FAMILY_NAMES } from "../../ip/family.ts";
import type { Question } from "./question.ts";

/** The question with its place and client, for findings. */
export function describeQuestion({ asked, probe, family, client }: Question): string {
  return `${asked} at ${probe.to} (${FAMILY_NAMES[family]}) from ${client} (${probe.from})`;
}
