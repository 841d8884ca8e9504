import type { Tree } from "../../../contract/tree.ts";
import { keySpan } from "../../../contract/tree.ts";
import { matchingPaths } from "../../matching-paths.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../service-state.ts";
import { userPlace } from "../../user-place.ts";

/** What takes over where something is removed that is stricter than its default. */
const WEAKER: Readonly<Record<string, string>> = {
  "backends.*.tls.ca": "any authority that the system trusts may issue members' certificates",
  "backends.*.tls.server_name": "members are asked for the service's first host name",
  "backends.*.port": "members are reached at the port that follows from the frontend",
  "backends.*.members.*.port": "the member is reached at the backend's port",
  "members.*.port": "the member is reached at the backend's port",
  "backends.*.check.port": "the check asks the port that clients are sent to",
  "backends.*.check.expect": "any status from 200 to 399 is a good answer",
  "backends.*.check.expect.status": "any status from 200 to 399 is a good answer",
  "backends.*.check.expect.body": "any body is a good answer",
  "health.check.port": "the check asks a port of the service",
  "health.check.expect": "any status from 200 to 399 is a good answer",
  "health.check.expect.status": "any status from 200 to 399 is a good answer",
  "health.check.expect.body": "any body is a good answer",
};

/** `null` removes; a default that is weaker than what was removed takes its place without a word. */
export const settingRemoved: Rule = {
  codes: {
    "setting/removed": {
      severity: "warning",
      about:
        "`null` removes an inherited value, and a default takes over that is weaker or other than it: the system's " +
        "authorities for `ca`, a port that follows from the frontend for `port`. State the value that is meant, or accept it.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      if (!isChecked(service)) continue;
      for (const [pattern, instead] of Object.entries(WEAKER)) {
        for (const { path, value } of matchingPaths(service.tree, pattern)) {
          const before = removedBy(value);
          if (before === undefined) continue;
          report({
            code: "setting/removed",
            message: `${path.join(".")} of ${service.name} is removed: ${instead}`,
            at: userPlace(service, service, ...path),
            notes: before.source.builtin === true ? [] : [{ message: "stated here", at: keySpan(before) }],
            help: "state the value that is meant, or accept this with a reason",
            subject: { kind: "service", name: service.name },
          });
        }
      }
    }
  },
};

/** The value that `null` took the place of; undefined where nothing was removed. */
function removedBy(value: Tree): Tree | undefined {
  if (value.kind !== "scalar" || value.value !== null) return undefined;
  return value.over;
}
