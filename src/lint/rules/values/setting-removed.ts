import type { Tree } from "../../../contract/tree.ts";
import { keySpan } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { matchingPaths } from "../../settings/matching-paths.ts";

/** What applies instead, if something stricter than its default is removed. */
const WEAKER: Readonly<Record<string, string>> = {
  "backends.*.tls.ca": "members' certificates may come from any authority that the system trusts",
  "backends.*.tls.server_name": "members must have a certificate of the service's first host name",
  "backends.*.port": "members are reached at the port that the frontend implies",
  "backends.*.members.*.port": "the member is reached at the backend's port",
  "members.*.port": "the member is reached at the backend's port",
  "backends.*.check.port": "the check uses the port that clients are sent to",
  "backends.*.check.expect": "any status from 200 to 399 is healthy",
  "backends.*.check.expect.status": "any status from 200 to 399 is healthy",
  "backends.*.check.expect.body": "any body is healthy",
  "health.check.port": "the check uses a port of the service",
  "health.check.expect": "any status from 200 to 399 is healthy",
  "health.check.expect.status": "any status from 200 to 399 is healthy",
  "health.check.expect.body": "any body is healthy",
};

/** `null` removes; a default that is weaker than the removed value silently replaces it. */
export const settingRemoved: Rule = {
  codes: {
    "setting/removed": {
      severity: "warning",
      about:
        "`null` removes an inherited value, and a weaker or different default takes over: the system's " +
        "authorities for `ca`, the port that the frontend implies for `port`. Write the value that you want, or accept it.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const [pattern, instead] of Object.entries(WEAKER)) {
      for (const { path, value } of matchingPaths(service.tree, pattern)) {
        const before = removedBy(value);
        if (before === undefined) continue;
        report({
          code: "setting/removed",
          message: `${path.join(".")} of ${service.name} is removed: ${instead}`,
          at: userPlace(service, service, ...path),
          notes: before.source.builtin === true ? [] : [{ message: "set here", at: keySpan(before) }],
          help: "write the value that you want, or accept this with a reason",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};

/** The value that `null` removed; undefined if there was none. */
function removedBy(value: Tree): Tree | undefined {
  if (value.kind !== "scalar" || value.value !== null) return undefined;
  return value.over;
}
