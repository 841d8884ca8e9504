import type { CodeEntry } from "../contract/finding.ts";
import { RULES } from "./rules.ts";

/** Findings of all rules: code → severity and explanation. */
export const LINT_CODES: Readonly<Record<string, CodeEntry>> = Object.assign({}, ...RULES.map((rule) => rule.codes));
