import { formatPlace, type Span } from "../contract/source.ts";
import { keySpan, type Tree } from "../contract/tree.ts";
import type { BrokenPromise } from "./proof.ts";

/** Where the value is written that wants something, for a finding: at its key; nothing if there is none. */
export function placed(cause: Span | Tree | undefined): Pick<BrokenPromise, "cause"> {
  return cause === undefined ? {} : { cause: formatPlace("kind" in cause ? keySpan(cause) : cause) };
}
