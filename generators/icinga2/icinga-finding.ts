import type { FindingDraft } from "../../src/contract/finding.ts";
import type { CODES } from "./codes.ts";

/** A finding of this generator. */
export type IcingaFinding = FindingDraft & { readonly code: keyof typeof CODES };
