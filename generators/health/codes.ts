import type { CodeEntry } from "../../src/contract/finding.ts";

/** Findings about what the health daemon cannot do in a fleet. */
export const CODES = {
  "health/called-all": {
    severity: "error",
    about:
      "A service is named `all`, but `drain all` of the health daemon means every VIP of the node: draining the service would drain the node. Give it another name.",
  },
  "health/check-impossible": {
    severity: "error",
    about:
      "Neither a Monitoring Plugin nor the health daemon can run a service's `health.check` as the catalog defines it, so its VIP would never be announced. Choose another check, or a command; the message says why.",
  },
  "health/check-refused": {
    severity: "error",
    about:
      "A service behind HAProxy has a `health.check`, which reaches HAProxy from the VIP itself, but its `access` does not allow the VIP: the check would be refused and the VIP never announced. Add the VIP's addresses to `access`, which allows nobody else, because no other machine can connect from an address of the node itself; or use only the backends' checks.",
  },
  "health/check-shared": {
    severity: "error",
    about:
      "A service behind HAProxy has a `health.check` and shares its VIP: when that fails, the address is withdrawn for the other services too. Give it a VIP of its own, or use the backends' checks, which do not affect the others.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
