import type { Check, Claim } from "../contract/claim.ts";
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
  let checks: readonly Check[] | undefined;
  return {
    ...claims,
    get checks() {
      checks ??= arrangeClaims(
        prepared.flatMap(({ generator, input }) => generator.checks?.(input, claims) ?? []),
      ).checks;
      return checks;
    },
  };
}

/** Sorts claims by content and joins those that are equal for several services. */
export function arrangeClaims(claims: readonly Claim[]): Claims {
  const compare = claimComparison();
  const arrange = <Kind extends Claim["kind"]>(kind: Kind) =>
    arrangeKind(
      claims.filter((claim): claim is Extract<Claim, { kind: Kind }> => claim.kind === kind),
      compare,
    );
  return {
    binds: arrange("bind"),
    admits: arrange("admit"),
    announces: arrange("announce"),
    serves: arrange("serve"),
    checks: arrange("check"),
  };
}

/** There are tens of thousands, of which few have the same address: only these are compared as a whole. */
function arrangeKind<One extends Claim>(claims: readonly One[], compare: (a: Claim, b: Claim) => number): One[] {
  const byAddress = new Map<string, One[]>();
  for (const claim of claims) {
    const address = claim.kind === "announce" ? claim.prefix : claim.address;
    const alike = byAddress.get(address);
    if (alike === undefined) byAddress.set(address, [claim]);
    else alike.push(claim);
  }
  return [...byAddress]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, alike]) => joinEqual(alike.sort(compare), compare));
}

function joinEqual<One extends Claim>(sorted: readonly One[], compare: (a: Claim, b: Claim) => number): One[] {
  const groups: [One, ...One[]][] = [];
  for (const claim of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && compare(last[0], claim) === 0) last.push(claim);
    else groups.push([claim]);
  }
  return groups.map(join);
}

function join<One extends Claim>(claims: readonly [One, ...One[]]): One {
  const [first] = claims;
  if (claims.length === 1) return first;
  const causes = [...new Set(claims.flatMap((claim) => claim.causes))];
  if (!("services" in first)) return { ...first, causes };
  const services = new Set(claims.flatMap((claim) => ("services" in claim ? claim.services : [])));
  return { ...first, causes, services: [...services].sort(compareText) };
}
