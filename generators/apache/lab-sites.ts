import type { Node, Service } from "../../src/contract/fleet.ts";
import { type LabFile, type LabHost, labFile } from "../../src/contract/lab-daemon.ts";
import { errorPath, errorText } from "../../src/contract/lab-errors.ts";
import { OVERRIDE_HEADER } from "../../src/contract/lab-headers.ts";
import { LAB_FOLDER, LAB_LINKS } from "../../src/contract/lab-paths.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { ERROR_STATUSES } from "../../src/fleet/error-statuses.ts";
import { applicationCookies, expectedTexts } from "../../src/fleet/expected-pages.ts";
import { FORGED, FORGED_HEADERS, MORE_FORGED_HEADERS } from "../../src/fleet/forged-headers.ts";
import { toldHeaders } from "../../src/fleet/told-headers.ts";
import { HEARD_LINES } from "./lab-requests.ts";

/** Read before the generated sites. */
const MACHINE = "etc/apache2/conf-enabled/00-intentlb-lab.conf";
/** Read after them. */
const CONFIG = "etc/apache2/conf-enabled/zzz-intentlb-lab.conf";
const PAGE = "intentlb-lab.html";
/** Belongs to somebody else than the links do. */
const FOREIGN_PAGE = "intentlb-lab-foreign.html";

/** What a machine's own configuration may allow everywhere: sites must not depend on it. */
const ALLOWING = `<Directory "/">
    Options All
    AllowOverride All
</Directory>
`;

/** Apache passes no header with `_` to programs, wherever it came from. */
const FORGEABLE = [...FORGED_HEADERS, ...MORE_FORGED_HEADERS].filter((name) => !name.includes("_"));

/**
 * Content of a web server's sites in the lab: a page in every folder that the catalog names, which responds for all
 * paths, and headers that tell which server responded, which client address and scheme Apache saw, what else it was told, and what
 * a client forged. Errors can be asked for, and have pages where the catalog says so. Folders have links, and `.htaccess` files where the
 * catalog lets nobody override anything. The generated files stay unchanged; only mod_headers is added, although they may not need it.
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
  const roots = new Set(services.flatMap(rootsOf));
  return [
    labFile(MACHINE, ALLOWING),
    labFile(CONFIG, config(name, services)),
    ...[...paths].map((path) => labFile(path, text)),
    ...[...roots].flatMap((root) => linksIn(root, text)),
    ...[...fixedFolders(services, folders)].map((folder) =>
      labFile(`${folder}/.htaccess`, `Header always set ${OVERRIDE_HEADER} yes\n`),
    ),
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

function rootsOf({ spec, backends }: Service): string[] {
  return [spec, ...backends.map((backend) => backend.spec)].flatMap(({ apache }) => apache?.document_root ?? []);
}

/** Folders whose content a site shows. */
function foldersOf(service: Service): string[] {
  return [...rootsOf(service), ...Object.values(service.spec.apache?.aliases ?? {})];
}

function pagesOf(service: Service): string[] {
  const names = new Set([PAGE, "index.html", ...(service.spec.apache?.index ?? [])]);
  const pages = foldersOf(service).flatMap((folder) => [...names].map((name) => `${folder}/${name}`));
  return [...pages, ...rootsOf(service).map((root) => `${root}${LAB_FOLDER}/${PAGE}`)];
}

function linksIn(root: string, text: string): LabFile[] {
  const link = (path: string, to: string): LabFile => ({ ...labFile(`${root}${path}`, to), isLink: true });
  return [
    { ...labFile(`${root}/${FOREIGN_PAGE}`, text), owner: "www-data:www-data" },
    link(LAB_LINKS.own, PAGE),
    link(LAB_LINKS.foreign, FOREIGN_PAGE),
  ];
}

/** Folders of sites, and of error pages, where `.htaccess` files have no effect. */
function fixedFolders(services: readonly Service[], errors: ReadonlySet<string>): Set<string> {
  const open = services.filter(({ spec }) => spec.apache?.override !== undefined).flatMap(foldersOf);
  return new Set([...services.flatMap(foldersOf), ...errors].filter((folder) => !open.includes(folder)));
}
