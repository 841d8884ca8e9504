import type { Claim } from "../contract/claim.ts";
import type { Claims } from "../contract/claims.ts";
import { compareText } from "../contract/compare-text.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { PreparedGenerator } from "../contract/generator.ts";
import { claimAnycast } from "./claim-anycast.ts";
import { claimPorts } from "./claim-ports.ts";
import { claimComparison } from "./compare-claims.ts";

/** Claims of all generators, and those that no generator makes. */
export function collectClaims(fleet: Fleet, prepared: readonly PreparedGenerator[]): Claims {
  const own = [...claimPorts(fleet), ...claimAnycast(fleet)];
  const claims = arrangeClaims([...own, ...prepared.flatMap(({ generator, input }) => generator.claims(input))]);
  const checks = prepared.flatMap(({ generator, input }) => generator.claimChecks?.(input, claims) ?? []);
  return arrangeClaims([...claims.all, ...checks]);
}

/** Sorts claims by content and joins those that are equal for several services. */
export function arrangeClaims(claims: readonly Claim[]): Claims {
  const compare = claimComparison();
  const groups: [Claim, ...Claim[]][] = [];
  for (const claim of [...claims].sort(compare)) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last[0], claim) === 0) last.push(claim);
    else groups.push([claim]);
  }
  const all = groups.map(join);
  return {
    all,
    binds: all.filter((claim) => claim.kind === "bind"),
    admits: all.filter((claim) => claim.kind === "admit"),
    announces: all.filter((claim) => claim.kind === "announce"),
    serves: all.filter((claim) => claim.kind === "serve"),
    checks: all.filter((claim) => claim.kind === "check"),
  };
}

function join(claims: readonly [Claim, ...Claim[]]): Claim {
  const [first] = claims;
  if (claims.length === 1) return first;
  const causes = [...new Set(claims.flatMap((claim) => claim.causes))];
  if (!("services" in first)) return { ...first, causes };
  const services = new Set(claims.flatMap((claim) => ("services" in claim ? claim.services : [])));
  return { ...first, causes, services: [...services].sort(compareText) };
}
