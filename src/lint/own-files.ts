import type { CodeEntry, Place, Report } from "../contract/finding.ts";
import type { LoneService, Surroundings } from "../contract/lone-service.ts";
import { keyAt } from "../contract/origin.ts";
import { textOf } from "../contract/tree.ts";
import { isUnder } from "../fleet/paths.ts";
import { isChecked } from "./services/service-state.ts";
import { userPlace } from "./services/user-place.ts";
import { matchingPaths } from "./settings/matching-paths.ts";

/** Findings about files that are not generated. */
export const OWN_FILE_CODES = {
  "file/generated": {
    severity: "error",
    about:
      "A certificate, CA file or socket is at a path where intentlb writes its own files, " +
      "such as `/etc/haproxy/haproxy.cfg`. One would overwrite the other.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** Where services name files that are not generated. */
const PATHS = ["backends.*.tls.ca", "frontends.*.tls.client_certificates.ca", "apache.php"] as const;

/** Paths of the generators' files, and of folders that only they write to. */
export type OwnFiles = readonly string[];

/** Certificates must not be where generators write. */
export function lintCertificateFiles(fleet: Surroundings, own: OwnFiles, report: Report): void {
  for (const certificate of fleet.certificates.values()) {
    judge(own, `file of certificate ${certificate.name}`, certificate.file, keyAt(certificate, "file"), report);
  }
}

/** Files that a service names and that are not generated must not be where generators write. */
export function lintFilesOfService(service: LoneService, own: OwnFiles, report: Report): void {
  if (!isChecked(service)) return;
  const ofService: Report = (draft) => report({ ...draft, subject: { kind: "service", name: service.name } });
  for (const { path, value } of PATHS.flatMap((pattern) => matchingPaths(service.tree, pattern))) {
    if (value.kind !== "scalar" || typeof value.value !== "string") continue;
    const at = userPlace(service, service, ...path);
    judge(own, `${path.join(".")} of ${service.name}`, textOf(value), at, ofService);
  }
}

function judge(ownFiles: OwnFiles, what: string, file: string, at: Place, report: Report): void {
  if (!ownFiles.some((own) => isUnder(file, own))) return;
  report({
    code: "file/generated",
    message: `${what} is ${file}, where intentlb writes a file of its own`,
    at,
    help: "keep it elsewhere, such as in /etc/haproxy/certs or /etc/ssl",
  });
}
