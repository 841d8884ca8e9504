import { GENERATORS } from "../generators/registry.ts";
import type { CodeEntry } from "./contract/finding.ts";
import type { Generator } from "./contract/generator.ts";
import { CODES } from "./diagnostics/codes.ts";
import { DIFF_CODES } from "./diff/codes.ts";
import { ACCEPT_CODES } from "./lint/accepts/apply-accepts.ts";
import { LINT_CODES } from "./lint/lint-fleet.ts";
import { OUTPUT_CODES } from "./output/codes.ts";
import { VERDICT_CODES } from "./verdict/codes.ts";

/** Findings by code, each with its severity and explanation. */
export type FindingCodes = Readonly<Record<string, CodeEntry>>;

/** Every finding that there can be with these generators: the stages', the rules', theirs, the output's and the daemons'. */
export function codesOf(generators: readonly Generator[]): FindingCodes {
  return Object.assign(
    {},
    CODES,
    LINT_CODES,
    ACCEPT_CODES,
    OUTPUT_CODES,
    DIFF_CODES,
    VERDICT_CODES,
    ...generators.map((generator) => generator.codes),
  );
}

/** Every finding that there can be with the generators that come with intentlb. */
export const ALL_CODES: FindingCodes = codesOf(GENERATORS);
