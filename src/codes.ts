import { GENERATORS } from "../generators/registry.ts";
import type { CodeEntry } from "./contract/finding.ts";
import { CODES } from "./diagnostics/codes.ts";
import { ACCEPT_CODES } from "./lint/accepts/apply-accepts.ts";
import { LINT_CODES } from "./lint/lint-fleet.ts";
import { OWN_PORT_CODES } from "./lint/own-ports.ts";
import { OUTPUT_CODES } from "./output/codes.ts";
import { VERDICT_CODES } from "./verdict/codes.ts";

/** Every finding that there is: the stages', the rules', the generators', the output's and the daemons'. */
export const ALL_CODES: Readonly<Record<string, CodeEntry>> = Object.assign(
  {},
  CODES,
  LINT_CODES,
  OWN_PORT_CODES,
  ACCEPT_CODES,
  OUTPUT_CODES,
  VERDICT_CODES,
  ...GENERATORS.map((generator) => generator.codes),
);
