import type { Claim } from "../contract/claim.ts";
import type { Claims } from "../contract/claims.ts";
import { stableJson } from "./stable-json.ts";

type WithoutCauses<Each> = Each extends Claim ? Omit<Each, "causes"> : never;

/** A claim in `claims.json`: `schemas/claims.schema.json`. */
export type ClaimJson = WithoutCauses<Claim>;

/**
 * Text of `out/claims.json`: an array with one claim per line, in the order of `Claims`. Causes are left out, because
 * they contain files and places: a catalog whose files are renamed makes the same promises.
 */
export function claimsJson(claims: Claims): string {
  if (claims.all.length === 0) return "[]\n";
  const json = stableJson();
  return `[\n${claims.all.map((claim) => printClaim(claim, json)).join(",\n")}\n]\n`;
}

/** Keys are in the order of this code; those of a check, which come from the catalog, are sorted. */
function printClaim(claim: Claim, json: (value: unknown) => string): string {
  const { kind, nodes, family } = claim;
  if (kind === "announce")
    return JSON.stringify({ kind, nodes, prefix: claim.prefix, family, services: claim.services });
  const place = { kind, nodes, address: claim.address, family, port: claim.port };
  switch (kind) {
    case "bind": {
      const { transport, by, services } = claim;
      return JSON.stringify({ ...place, transport, by, services });
    }
    case "admit": {
      const { transport, sources, except, public: open, why, services } = claim;
      return JSON.stringify({ ...place, transport, sources, except, public: open, why, services });
    }
    case "serve": {
      const { transport, service, frontend, hostname, path, backend, targets, redirect } = claim;
      return JSON.stringify({ ...place, transport, service, frontend, hostname, path, backend, targets, redirect });
    }
    case "check": {
      const { by, service, check } = claim;
      return `${JSON.stringify({ ...place, by, service }).slice(0, -1)},"check":${json(check)}}`;
    }
  }
}
