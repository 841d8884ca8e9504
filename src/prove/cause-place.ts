import { formatPlace, type Span } from "../contract/source.ts";
import { keySpan, type Tree } from "../contract/tree.ts";

/** Where a value is written, as findings show it: at its key, `services/www.yaml:4:3`. */
export function causePlace(cause: Span | Tree): string {
  return formatPlace("kind" in cause ? keySpan(cause) : cause);
}
