import type { Access, Family } from "../contract/fleet.ts";
import { intersectPrefixes, unionPrefixes } from "../ip/prefix-lists.ts";

/** Allowed sources, in one family: `except` is blocked although `sources` contains it. */
export interface Admission {
  readonly sources: readonly string[];
  readonly except: readonly string[];
}

/**
 * A service's access narrowed by that of a frontend or route: sources that each of them allows and none blocks. It
 * never widens. Without sources the family is closed there.
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
