import type { Place } from "../../../src/contract/finding.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { isUnder } from "../../../src/fleet/paths.ts";
import type { ApacheFinding } from "./apache-finding.ts";

/** A folder that clients see, its path for them, and its name in a message. */
export interface Served {
  readonly url: string;
  readonly folder: string;
  readonly what: string;
  readonly at: Place;
}

/**
 * System folders: neither what is in them nor what contains them is for clients. The exceptions are where Debian's
 * packages keep the files of websites.
 */
const SYSTEM = [
  ..."bin boot dev etc lib lib32 lib64 libx32 proc root run sbin sys tmp".split(" ").map((name) => `/${name}`),
  ..."backups cache lib local lock log mail run spool tmp".split(" ").map((name) => `/var/${name}`),
  ..."bin games include lib lib32 lib64 libexec libx32 sbin src".split(" ").map((name) => `/usr/${name}`),
  ..."bin etc lib sbin".split(" ").map((name) => `/usr/local/${name}`),
];

/** Shared folders: one below them may be a website's. */
const SHARED = ["/home", "/media", "/mnt", "/usr/share", "/usr/local/share"];
const HOME = /^\/home\/[^/]+$/;

/** Folders that a service serves, but that belong to no website. */
export function systemFolders(service: LoneService, fleet: Surroundings): ApacheFinding[] {
  return servedBy(service, service.spec.apache?.document_root).flatMap(
    ({ folder, what, at: place }): ApacheFinding[] => {
      const why = systemFault(folder) ?? secretFault(folder, fleet);
      if (why === undefined) return [];
      return [
        {
          code: "apache/system-folder",
          message: `${what} of ${service.name} serves ${folder}, ${why}`,
          at: place,
          help: "serve a folder of the website's own, such as /srv/www/<name>, or accept this with a reason",
          subject: { kind: "service", name: service.name },
        },
      ];
    },
  );
}

function systemFault(folder: string): string | undefined {
  const system = SYSTEM.find((one) => isUnder(folder, one));
  if (system !== undefined)
    return system === folder ? "a system folder" : `which is inside the system folder ${system}`;
  if (SYSTEM.some((one) => isUnder(one, folder))) return "which contains system folders";
  if (SHARED.includes(folder)) return "which contains files of others";
  return HOME.test(folder) ? "a user's home, with keys and history" : undefined;
}

function secretFault(folder: string, fleet: Surroundings): string | undefined {
  const certificate = [...fleet.certificates.values()].find(({ file }) => isUnder(file, folder));
  return certificate === undefined ? undefined : `which contains the key of certificate ${certificate.name}`;
}

/** Every folder that a service serves; `root` replaces the service's own folder. */
function servedBy(service: LoneService, root: string | undefined): Served[] {
  const { aliases = {}, error_pages: pages } = service.spec.apache ?? {};
  return [
    ...(root === undefined
      ? []
      : [{ url: "/", folder: root, what: "document_root", at: keyAt(service, "apache", "document_root") }]),
    ...Object.entries(aliases).map(([url, folder]) => ({
      ...{ url, folder, what: `alias ${url}` },
      at: at(service, "apache", "aliases", url),
    })),
    ...(pages === undefined
      ? []
      : [{ url: "/", folder: pages, what: "error_pages", at: keyAt(service, "apache", "error_pages") }]),
    ...service.backends.flatMap((backend) => {
      const own = backend.spec.apache?.document_root;
      const place = keyAt(backend, "apache", "document_root");
      const what = `document_root of backend ${backend.name}`;
      return own === undefined ? [] : [{ url: "/", folder: own, what, at: place }];
    }),
  ];
}
