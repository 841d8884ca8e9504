import { CHECK_VOCABULARY, keysMissingFor } from "../../src/checks/vocabulary.ts";
import type { Report } from "../../src/contract/finding.ts";
import type { Backend } from "../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../src/contract/lone-service.ts";
import { at } from "../../src/contract/origin.ts";
import type { Path } from "../../src/contract/tree.ts";
import { toMilliseconds } from "../../src/fleet/durations.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { reachedBackends } from "../../src/fleet/reached-backends.ts";
import { serverNames } from "../../src/fleet/server-names.ts";
import { LONGEST_PAGE, pageLength } from "./backend/error-page.ts";
import { checkLines } from "./backend/member-check.ts";
import type { HaproxyFinding } from "./haproxy-finding.ts";

/** HAProxy's longest time, in milliseconds. */
const LONGEST = 2_147_483_647;

/** What HAProxy cannot do for a service. */
export function lintService(service: LoneService, report: Report, fleet: Surroundings): void {
  if (!isEmitted(service) || service.balance.by !== "haproxy") return;
  const drafts = [
    ...longTimes(service),
    ...reachedBackends(service).flatMap((backend) => [
      ...impossibleCheck(service, backend),
      ...missingServerName(service, backend),
      ...badPage(service, backend, fleet),
    ]),
  ];
  for (const draft of drafts) report({ ...draft, subject: { kind: "service", name: service.name } });
}

function impossibleCheck(service: LoneService, backend: Backend): HaproxyFinding[] {
  const check = checkLines(service, backend);
  if (!("cannot" in check) || isFaultyItself(backend)) return [];
  const message = `check of backend ${backend.name} of ${service.name}: ${check.cannot}`;
  return [{ code: "haproxy/check-impossible", message, at: at(backend, "check") }];
}

/** Rules for all checks have reported what is wrong with it: a missing key, plain text to TLS, or too long a time. */
function isFaultyItself({ check, spec }: Backend): boolean {
  if (check === undefined) return false;
  const { tls, haproxy } = CHECK_VOCABULARY[check.type];
  if (!haproxy) return false;
  const isPlainOnTls = spec.tls !== undefined && check.port === undefined && tls === "never";
  return isPlainOnTls || keysMissingFor(check.type, Object.keys(check)).length > 0 || check.interval > LONGEST;
}

function missingServerName(service: LoneService, backend: Backend): HaproxyFinding[] {
  if (backend.spec.tls?.verify !== true) return [];
  if (backend.members.every((member) => serverNames(service, backend, member).length > 0)) return [];
  const message = `backend ${backend.name} of ${service.name} verifies certificates, but no expected name is set`;
  return [
    {
      code: "haproxy/server-name-missing",
      message,
      at: at(backend, "tls"),
      help: "add `tls.server_name`, or `server_name` to each member",
    },
  ];
}

function badPage(service: LoneService, backend: Backend, fleet: Surroundings): HaproxyFinding[] {
  const path = backend.spec.maintenance_page;
  const page = path === undefined ? undefined : fleet.files.get(path);
  if (page === undefined) return [];
  const place = at(backend, "maintenance_page");
  const what = `maintenance page ${path} of backend ${backend.name} of ${service.name}`;
  if (/[\u0000\r]/.test(page)) {
    const message = `${what} contains a NUL or carriage return`;
    return [{ code: "haproxy/page-unsafe", message, at: place, help: "save it with Unix line endings" }];
  }
  const length = pageLength(page);
  if (length <= LONGEST_PAGE) return [];
  return [
    {
      code: "haproxy/page-too-long",
      message: `${what} is ${length} bytes long; HAProxy allows ${LONGEST_PAGE}`,
      at: place,
      help: "shorten it, and link to styles and pictures elsewhere",
    },
  ];
}

function longTimes(service: LoneService): HaproxyFinding[] {
  const times: {
    readonly what: string;
    readonly value: number | undefined;
    readonly thing: LoneService | Backend;
    readonly path: Path;
  }[] = [
    ...Object.entries(service.timeouts).map(([key, value]) => ({
      what: `timeout ${key} of ${service.name}`,
      value,
      thing: service,
      path: ["timeouts", key],
    })),
    ...service.backends.map((backend) => ({
      what: `persistence of backend ${backend.name} of ${service.name}`,
      value: persistenceTime(backend),
      thing: backend,
      path: ["persistence", "timeout"],
    })),
  ];
  return times
    .filter(({ value }) => (value ?? 0) > LONGEST)
    .map(({ what, thing, path }) => ({
      code: "haproxy/time-too-long",
      message: `${what} is longer than HAProxy allows`,
      at: at(thing, ...path),
      help: "write 24d or less",
    }));
}

function persistenceTime({ spec }: Backend): number | undefined {
  const timeout = spec.persistence?.timeout;
  return timeout === undefined ? undefined : toMilliseconds(timeout);
}
