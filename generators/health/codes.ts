import type { CodeEntry } from "../../src/contract/code-entry.ts";

/** Findings about what the health program cannot do with a fleet. */
export const CODES = {
  "health/called-all": {
    severity: "error",
    about:
      "A service is called `all`, which for the health program's `drain all` means every VIP of the node: who wants to drain the service would drain the node. Give it another name.",
  },
  "health/check-impossible": {
    severity: "error",
    about:
      "Neither a Monitoring Plugin nor the health program can ask a service's `health.check` as the catalog states it, so that its VIP would never be announced. Choose a check that can be asked, or a command; the message says why.",
  },
  "health/check-refused": {
    severity: "error",
    about:
      "A service behind HAProxy has a `health.check`, which comes to HAProxy from the VIP itself, and its `access` keeps the VIP out: the check would be refused and the VIP never announced. Add the VIP's addresses to `access`, which lets nobody else in, since no other machine can come from an address that the node has itself; or leave the check to backends.",
  },
  "health/check-shared": {
    severity: "error",
    about:
      "A service behind HAProxy has a `health.check` and shares its VIP: when that fails, the address is withdrawn, and its neighbours with it. Give it a VIP of its own, or leave the check to backends, which the others do not feel.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
