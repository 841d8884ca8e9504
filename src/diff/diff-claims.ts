import type { Claim } from "../contract/claim.ts";
import { CLAIMS } from "../contract/root-names.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { comparePromises } from "./compare-promises.ts";
import type { PromiseChange } from "./promise-change.ts";
import { readClaim } from "./read-claim.ts";

/** Lines around those with claims. */
const NO_CLAIM = new Set(["", "[", "]", "[]"]);

/**
 * Changes in promises from an old `claims.json` to the tree's. Lines that both have are not even parsed.
 * @returns undefined if the old text has a line that is not a claim
 */
export function diffClaims(before: string | undefined, tree: Tree): PromiseChange[] | undefined {
  if (before === undefined) return undefined;
  const [old, now] = [linesOf(before), linesOf(tree.rootFiles.find(({ name }) => name === CLAIMS)?.text ?? "")];
  const gone = readAll(old, now);
  const come = readAll(now, old);
  return gone === undefined || come === undefined ? undefined : comparePromises(gone, come);
}

function linesOf(text: string): Set<string> {
  return new Set(
    text
      .split("\n")
      .map((line) => line.replace(/,$/, ""))
      .filter((line) => !NO_CLAIM.has(line)),
  );
}

/** Claims that only one text has. */
function readAll(lines: ReadonlySet<string>, others: ReadonlySet<string>): Claim[] | undefined {
  const claims: Claim[] = [];
  for (const line of lines) {
    if (others.has(line)) continue;
    const claim = readClaim(line);
    if (claim === undefined) return undefined;
    claims.push(claim);
  }
  return claims;
}
