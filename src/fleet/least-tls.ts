import { compareText } from "../contract/compare-text.ts";
import type { Frontend, Service } from "../contract/fleet.ts";
import { isEmitted } from "./emitted.ts";

/** The least version unless the catalog says otherwise; for those below it, OpenSSL 3 also needs a lower security level. */
export const MODERN_TLS = "1.2";

/** Versions of TLS, oldest first. */
export const TLS_VERSIONS: readonly string[] = ["1.0", "1.1", MODERN_TLS, "1.3"];

/** The least version of TLS that a port accepts: the highest of what the frontends that share it say. */
export function leastTls(frontends: readonly Frontend[]): string {
  const versions = frontends.flatMap(({ spec }) => spec.tls?.min_version ?? []).sort(compareText);
  return versions.at(-1) ?? MODERN_TLS;
}

/** All frontends of a port, of whatever service at its VIP. */
export function sharingPort({ vip }: Service, { port }: Frontend): Frontend[] {
  return vip.services
    .filter(isEmitted)
    .flatMap(({ frontends }) => frontends.filter((frontend) => frontend.port === port));
}
