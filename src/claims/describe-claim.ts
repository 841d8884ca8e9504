import type { Claim, Serve } from "../contract/claim.ts";

/** Names or prefixes that a sentence lists before it counts the rest. */
const SHOWN = 4;

/** A claim in words: "lb1, lb2 admit 10.0.0.0/8 to 192.0.2.10 tcp/443 for frontend https of www". */
export function describeClaim(claim: Claim): string {
  const who = list(claim.nodes);
  switch (claim.kind) {
    case "bind":
      return `${who}: ${claim.by} listens at ${endpoint(claim)}${forServices(claim.services)}`;
    case "admit": {
      const except = claim.except.length === 0 ? "" : ` except ${list(claim.except)}`;
      return `${who} admit${plural(claim)} ${list(claim.sources)}${except} to ${endpoint(claim)} for ${claim.why}`;
    }
    case "announce":
      return `${who} announce${plural(claim)} ${claim.prefix}${forServices(claim.services)}`;
    case "serve":
      return `${who}: ${question(claim)} at ${endpoint(claim)} ${answer(claim)}`;
    case "check":
      return `${who}: ${claim.by} checks ${claim.service} at ${claim.address} port ${claim.port} by ${claim.check.type}`;
  }
}

/** Ending of the verb: nodes announce, one node announces. */
function plural(claim: Claim): string {
  return claim.nodes.length === 1 ? "s" : "";
}

function endpoint(at: { address: string; family: string; port: number; transport: string }): string {
  const address = at.address === "*" ? `any ${at.family} address` : at.address;
  return `${address} ${at.transport}/${at.port}`;
}

function forServices(services: readonly string[]): string {
  return services.length === 0 ? "" : ` for ${list(services)}`;
}

function question(claim: Serve): string {
  return `${claim.hostname ?? "whatever is asked"}${claim.path ?? ""}`;
}

function answer(claim: Serve): string {
  const whose = `frontend ${claim.frontend} of ${claim.service}`;
  if (claim.redirect !== undefined) {
    const { to, status, keepPath } = claim.redirect;
    return `is sent to ${to}${keepPath ? " with the rest of its path" : ""} (${status}) by ${whose}`;
  }
  const targets = claim.targets ?? [];
  const backend = claim.backend === undefined ? "" : `, backend ${claim.backend}`;
  if (targets.length === 0) return `is answered by ${whose}${backend}`;
  return `leads to ${list(targets.map((target) => target.name))} by ${whose}${backend}`;
}

function list(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(", ");
  return `${names.slice(0, SHOWN - 1).join(", ")} and ${names.length - SHOWN + 1} more`;
}
