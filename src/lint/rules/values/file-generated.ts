import type { Report, Subject } from "../../../contract/finding.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Tree } from "../../../contract/tree.ts";
import { textOf } from "../../../resolve/references.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { matchingPaths } from "../../settings/matching-paths.ts";
import { isOwnFile } from "../../settings/own-file.ts";

/** Where services name files that others bring to the nodes. */
const PATHS = ["backends.*.tls.ca", "frontends.*.tls.client_certificates.ca", "apache.php"] as const;

/** What others bring to a node is no file of ours. */
export const fileGenerated: Rule = {
  codes: {
    "file/generated": {
      severity: "error",
      about:
        "A certificate, CA file or socket is at a path where intentlb writes its own files, " +
        "such as `/etc/haproxy/haproxy.cfg`. One would overwrite the other.",
    },
  },
  check(fleet, report) {
    for (const certificate of fleet.certificates.values()) {
      if (isOwnFile(certificate.file)) {
        say(`file of certificate ${certificate.name}`, certificate.file, keyAt(certificate, "file"), undefined, report);
      }
    }
    for (const service of fleet.services.values()) {
      if (!isChecked(service)) continue;
      const subject: Subject = { kind: "service", name: service.name };
      for (const { path, value } of PATHS.flatMap((pattern) => matchingPaths(service.tree, pattern))) {
        if (!isFile(value)) continue;
        const what = `${path.join(".")} of ${service.name}`;
        say(what, textOf(value), userPlace(service, service, ...path), subject, report);
      }
    }
  },
};

function isFile(value: Tree): boolean {
  return value.kind === "scalar" && typeof value.value === "string" && isOwnFile(value.value);
}

function say(
  what: string,
  file: string,
  at: ReturnType<typeof userPlace>,
  subject: Subject | undefined,
  report: Report,
) {
  report({
    code: "file/generated",
    message: `${what} is ${file}, where intentlb writes a file of its own`,
    at,
    help: "keep it elsewhere, such as in /etc/haproxy/certs or /etc/ssl",
    ...(subject === undefined ? {} : { subject }),
  });
}
