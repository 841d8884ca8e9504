import type { Claim } from "../contract/claim.ts";
import { formatValidators } from "../output/format-validators.ts";
import { parseJson } from "../output/manifest/json-shape.ts";

/**
 * Reads a line of `claims.json` back. The file may have been edited, so everything is validated.
 * @returns undefined if the line is not a claim
 */
export function readClaim(line: string): Claim | undefined {
  const value = parseJson(line.replace(/,$/, ""));
  return formatValidators().claim(value) ? { ...value, causes: [] } : undefined;
}
