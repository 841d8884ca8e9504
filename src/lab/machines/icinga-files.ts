import { ICINGA2_MAIN, ICINGA2_MAIN_TEXT, icinga2 } from "../daemons/icinga2.ts";
import type { Machine } from "../network/lab-plan.ts";
import type { Certificates } from "./certificates.ts";
import { type LabFile, labFile } from "./lab-file.ts";

const FOLDER = "var/lib/icinga2/certs";
/** Authorities that programs of Debian's trust. */
const TRUSTED = "etc/ssl/certs/ca-certificates.crt";

/** What Icinga needs on a machine beside the generated files: its main file, and the certificate that its node is known by. */
export function icingaFiles(
  { name }: Machine,
  { authority, byNode }: Certificates,
  generated: readonly LabFile[],
): LabFile[] {
  const own = byNode.get(name);
  if (own === undefined || !icinga2.runs(generated)) return [];
  const certificate = labFile(`${FOLDER}/${name}.crt`, own);
  const key = labFile(`${FOLDER}/${name}.key`, own.slice(own.indexOf("-----BEGIN PRIVATE KEY")), 0o600);
  const files = [labFile(ICINGA2_MAIN, ICINGA2_MAIN_TEXT), certificate, key, labFile(`${FOLDER}/ca.crt`, authority)];
  return [
    ...files.map((file) => ({ ...file, owner: "nagios:nagios" })),
    // The lab's authority is the only one that its checks of certificates trust.
    labFile(TRUSTED, authority),
  ];
}
