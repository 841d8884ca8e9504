import type { Access, Family } from "../contract/fleet.ts";
import { intersectPrefixes, unionPrefixes } from "../ip/prefix-lists.ts";

/** Who may come in, in one family: `except` is kept out although `sources` has it. */
export interface Admission {
  readonly sources: readonly string[];
  readonly except: readonly string[];
}

/**
 * A service's access narrowed by that of a frontend or route: who is let in by each of them and kept out by none.
 * It never widens. Without sources the family is closed there.
 */
export function narrowAccess(family: Family, service: Access, ...narrower: readonly (Access | undefined)[]): Admission {
  let sources = service.from[family];
  let except = service.except[family];
  for (const access of narrower) {
    if (access === undefined) continue;
    sources = intersectPrefixes(family, sources, access.from[family]);
    except = unionPrefixes(family, except, access.except[family]);
  }
  return { sources, except };
}
