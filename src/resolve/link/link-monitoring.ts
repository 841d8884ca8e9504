import type { Monitoring, Service, Timeouts } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { nearest } from "../../contract/tree.ts";
import { toMilliseconds } from "../../fleet/durations.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { linkQuestion } from "./link-check.ts";

/** Timeouts in milliseconds. */
export function linkTimeouts(written: Service["spec"]["timeouts"]): Timeouts {
  return Object.fromEntries(Object.entries(written ?? {}).map(([key, duration]) => [key, toMilliseconds(duration)]));
}

/** What is monitored, normalised. */
export function linkMonitoring({ spec, tree }: MergedService): Monitoring {
  const { page, certificate_expiry: expiry, minimum_healthy: minimum, members, checks } = spec.monitoring ?? {};
  return {
    page: page ?? false,
    ...(expiry === undefined
      ? {}
      : { certificateExpiry: { warn: toMilliseconds(expiry.warn), critical: toMilliseconds(expiry.critical) } }),
    ...present({ minimumHealthy: minimum }),
    checksMembers: members !== false,
    members: new Map(
      Object.entries(members === false ? {} : (members ?? {})).map(([backend, { port }]) => [backend, port]),
    ),
    checks: Object.entries(checks ?? {})
      .sort(byKey)
      .map(([name, check]) => ({
        name,
        question: linkQuestion(check),
        ...(check.warn === undefined ? {} : { warn: toMilliseconds(check.warn) }),
        ...(check.critical === undefined ? {} : { critical: toMilliseconds(check.critical) }),
        tree: nearest(tree, ["monitoring", "checks", name]),
      })),
  };
}
