import { type Access, FAMILIES, type Family, type Fleet, type PrefixSet } from "../../src/contract/fleet.ts";
import { narrowAccess } from "../../src/fleet/narrow-access.ts";
import { isWorld, unionPrefixes } from "../../src/ip/prefix-lists.ts";
import { prefixWords } from "./quote.ts";
import { type Lines, section } from "./section.ts";
import type { Site } from "./sites.ts";

/** Allowed sources, in both families; `except` is blocked although `sources` contains it. */
export interface Admitted {
  readonly sources: PrefixSet;
  readonly except: PrefixSet;
}

/** Sources that a site serves: all that any of its frontends allows. */
export function siteAccess({ service, frontends, client }: Site, fleet: Fleet): Admitted {
  const ways = frontends.length === 0 ? [undefined] : frontends.map((frontend) => frontend.access);
  if (client !== "peer" && ways.includes(undefined)) {
    return { sources: service.access.from, except: service.access.except };
  }
  const sources: { ipv4: readonly string[]; ipv6: readonly string[] } = { ipv4: [], ipv6: [] };
  const except: { ipv4: readonly string[]; ipv6: readonly string[] } = { ipv4: [], ipv6: [] };
  for (const family of FAMILIES) {
    const admissions = ways.map((access) => narrowAccess(family, service.access, access));
    const open = admissions.filter((admission) => admission.sources.length > 0);
    sources[family] = unionPrefixes(family, ...open.map((admission) => admission.sources));
    const kept = (open[0]?.except ?? []).filter((prefix) => open.every((other) => other.except.includes(prefix)));
    // Load balancers refuse blocked networks; if clients connect directly, nothing else behind the firewall would.
    except[family] = client === "peer" ? unionPrefixes(family, kept, fleet.blocked[family]) : kept;
  }
  return { sources, except };
}

/** Sources that a route allows; access above it narrows independently. */
export function routeAccess(access: Access): Admitted {
  return { sources: access.from, except: access.except };
}

export function isOpen({ sources, except }: Admitted): boolean {
  return FAMILIES.every((family) => except[family].length === 0 && isAll(family, sources[family]));
}

const worlds = new WeakMap<readonly string[], boolean>();

/** Most services share one list, `world`. */
function isAll(family: Family, prefixes: readonly string[]): boolean {
  let all = worlds.get(prefixes);
  if (all === undefined) {
    all = isWorld(family, prefixes);
    worlds.set(prefixes, all);
  }
  return all;
}

/** Directives of which one must hold for a request: the client is allowed. */
export function requireAdmitted({ sources, except }: Admitted): Lines {
  const let_in = requireIp(sources);
  if (let_in.length === 0) return ["Require all denied"];
  const kept_out = requireIp(except);
  if (kept_out.length === 0) return let_in;
  return [section("RequireAll", [section("RequireAny", let_in), section("RequireNone", kept_out)])];
}

/** One `Require ip` for each prefix that is not inside another. */
export function requireIp(prefixes: PrefixSet): string[] {
  return FAMILIES.flatMap((family) =>
    unionPrefixes(family, prefixes[family]).map((prefix) => `Require ip ${prefixWords(family, prefix)}`),
  );
}
