import type { Fleet } from "../contract/fleet.ts";

/** A daemon whose version a fleet sets. */
export type TargetedDaemon = keyof Fleet["spec"]["targets"];

/**
 * Whether a daemon of the fleet is of this version or newer, according to `fleet.targets`.
 * @param version as in `fleet.targets`: "3.0"
 */
export function isAtLeast(fleet: Fleet, daemon: TargetedDaemon, version: string): boolean {
  const [own, least] = [fleet.spec.targets[daemon] ?? "0.0", version].map((each) => each.split(".").map(Number));
  const [major = 0, minor = 0] = own ?? [];
  const [leastMajor = 0, leastMinor = 0] = least ?? [];
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
