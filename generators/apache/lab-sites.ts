import type { Node, Service } from "../../src/contract/fleet.ts";
import { type LabFile, type LabHost, labFile } from "../../src/contract/lab-daemon.ts";
import { errorPath, errorText } from "../../src/contract/lab-errors.ts";
import { LAB_FOLDER } from "../../src/contract/lab-folder.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { ERROR_STATUSES } from "../../src/fleet/error-statuses.ts";
import { applicationCookies, expectedTexts } from "../../src/fleet/expected-pages.ts";
import { FORGED, FORGED_HEADERS, MORE_FORGED_HEADERS } from "../../src/fleet/forged-headers.ts";
import { toldHeaders } from "../../src/fleet/told-headers.ts";
import { HEARD_LINES } from "./lab-requests.ts";

/** Read after the generated sites. */
const CONFIG = "etc/apache2/conf-enabled/zzz-intentlb-lab.conf";
const PAGE = "intentlb-lab.html";

/** Apache passes no header with `_` to programs, wherever it came from. */
const FORGEABLE = [...FORGED_HEADERS, ...MORE_FORGED_HEADERS].filter((name) => !name.includes("_"));

/**
 * Content of a web server's sites in the lab: a page in every folder that the catalog names, which responds for all
 * paths, and headers that tell which server responded, which client address and scheme Apache saw, what else it was told, and what
 * a client forged. Errors can be asked for, and have pages where the catalog says so. The generated files stay unchanged; only mod_headers is added, although they may not need it.
 */
export function siteFiles({ name, node, fleet }: LabHost): LabFile[] {
  if (node === undefined) return [];
  const services = [...fleet.services.values()].filter((service) => isEmitted(service) && isServedBy(service, node));
  const text = services
    .flatMap(expectedTexts)
    .map((line) => `${line}\n`)
    .join("");
  const paths = new Set(services.flatMap(pagesOf));
  const folders = new Set(services.flatMap(({ spec }) => spec.apache?.error_pages ?? []));
  return [
    labFile(CONFIG, config(name, services)),
    ...[...paths].map((path) => labFile(path, text)),
    ...[...folders].flatMap((folder) =>
      ERROR_STATUSES.map((status) => labFile(`${folder}/${status}.html`, `${errorText(status)}\n`)),
    ),
  ];
}

/** https://httpd.apache.org/docs/2.4/mod/mod_headers.html, https://httpd.apache.org/docs/2.4/mod/mod_dir.html */
function config(machine: string, services: readonly Service[]): string {
  const cookies = services.flatMap(applicationCookies);
  const told = [...new Set(services.flatMap(toldHeaders))];
  return `<IfModule !headers_module>
    LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
</IfModule>
${HEARD_LINES}Header set X-Lab-Machine "${machine}"
Header set X-Lab-Client "expr=%{REMOTE_ADDR}"
Header set X-Lab-Https "expr=%{reqenv:HTTPS}"
Header set X-Lab-Forwarded "expr=%{req_novary:X-Forwarded-For}"
${told.map((name) => `Header set "X-Lab-Told-${name}" "expr=%{req_novary:${name}}"\n`).join("")}${FORGEABLE.map((name) => `Header append X-Lab-Forged "${name}" "expr=%{req_novary:${name}} =~ /${FORGED}/"\n`).join("")}${cookies.map((name) => `Header set Set-Cookie "${name}=%t" "expr=%{req_novary:Cookie} !~ /${name}=/"\n`).join("")}${ERROR_STATUSES.map((status) => `Redirect ${status} "${errorPath(status)}"\n`).join("")}<IfModule dir_module>
    FallbackResource /${PAGE}
</IfModule>
`;
}

function isServedBy({ backends, balance }: Service, node: Node): boolean {
  const isMember = backends.some(({ members }) => members.some((member) => member.node === node));
  return isMember || (balance.by === "anycast" && balance.nodes.includes(node));
}

function pagesOf({ spec, backends }: Service): string[] {
  const roots = [spec.apache?.document_root, ...backends.map((backend) => backend.spec.apache?.document_root)];
  const folders = [...roots, ...Object.values(spec.apache?.aliases ?? {})].filter((folder) => folder !== undefined);
  const names = new Set([PAGE, "index.html", ...(spec.apache?.index ?? [])]);
  const pages = folders.flatMap((folder) => [...names].map((name) => `${folder}/${name}`));
  return [...pages, ...roots.flatMap((root) => (root === undefined ? [] : [`${root}${LAB_FOLDER}/${PAGE}`]))];
}
