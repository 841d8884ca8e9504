import { CHECK_VOCABULARY, keysMissingFor } from "../../src/checks/vocabulary.ts";
import type { Report } from "../../src/contract/finding.ts";
import type { Backend, Fleet, Service } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import type { Path } from "../../src/contract/tree.ts";
import { toMilliseconds } from "../../src/fleet/durations.ts";
import { serverNames } from "../../src/fleet/server-names.ts";
import { LONGEST_PAGE, pageLength } from "./backend/error-page.ts";
import { checkLines } from "./backend/member-check.ts";
import { usedBackends } from "./backend/used-backends.ts";
import { twoAuthorities } from "./frontend/frontend-sections.ts";
import { maxConnections } from "./frontend/limits.ts";
import type { HaproxyFinding } from "./haproxy-finding.ts";
import { balancedServices, type Carriers, type Model } from "./model.ts";
import { MOST_CONNECTIONS } from "./process/sizing.ts";
import { lintRaw } from "./raw/lint-raw.ts";

/** HAProxy's longest time, in milliseconds. */
const LONGEST = 2_147_483_647;

/** What HAProxy cannot do with this fleet. */
export function lint(model: Model, report: Report): void {
  const { fleet } = model;
  for (const service of balancedServices(fleet)) {
    const drafts = [
      ...longTimes(service),
      ...usedBackends(service).flatMap(({ backend }) => [
        ...impossibleCheck(service, backend),
        ...missingServerName(service, backend),
        ...badPage(service, backend, fleet),
      ]),
    ];
    for (const draft of drafts) report({ ...draft, subject: { kind: "service", name: service.name } });
  }
  for (const draft of lintRaw(model)) report(draft);
  for (const carriers of model.carriers) {
    const drafts = [...tooManyConnections(carriers), ...tooFewConnections(carriers, fleet), ...noResumption(carriers)];
    for (const draft of drafts) report(draft);
  }
}

/** Shown at the largest limit, which is the one to lower. */
function tooManyConnections({ frontends, nodes, sizes: { maxconn: sum } }: Carriers): HaproxyFinding[] {
  if (sum <= MOST_CONNECTIONS) return [];
  const [largest] = [...frontends].sort((a, b) => (maxConnections(b) ?? 0) - (maxConnections(a) ?? 0));
  const entry = largest?.entries.find(({ frontend }) => frontend.limits?.connections !== undefined);
  if (entry === undefined) return [];
  const names = nodes.map((node) => node.name).join(", ");
  return [
    {
      code: "haproxy/too-many-connections",
      message: `frontends of ${names} allow ${sum} concurrent connections, but one HAProxy can have ${MOST_CONNECTIONS}`,
      at: at(entry.frontend, "limits", "connections"),
      help: "lower `limits.connections`",
      subject: { kind: "service", name: entry.service.name },
    },
  ];
}

/** Only if the catalog sets the total: some frontend would get no connections, and `maxconn 0` means no limit to HAProxy. */
function tooFewConnections({ frontends, nodes, sizes }: Carriers, fleet: Fleet): HaproxyFinding[] {
  const isShared = frontends.some((section) => maxConnections(section) === undefined);
  if (sizes.single >= (isShared ? 1 : 0)) return [];
  const names = nodes.map((node) => node.name).join(", ");
  const taken = `${sizes.stated} connections of frontends on ${names} and ${sizes.statistics} for statistics`;
  return [
    {
      code: "haproxy/too-few-connections",
      message: `\`maxconn: ${sizes.maxconn}\` is too low for ${taken}${isShared ? ", and some for the others" : ""}`,
      at: at(fleet, "haproxy", "maxconn"),
      help: "raise it, or lower `limits.connections`",
    },
  ];
}

/** With one authority, a rule at its frontend is enough; with two, a session of one would be accepted at the other. */
function noResumption({ frontends, nodes }: Carriers): HaproxyFinding[] {
  const found = twoAuthorities(frontends);
  if (found === undefined) return [];
  const [first, second] = found;
  const names = nodes.map((node) => node.name).join(", ");
  return [
    {
      code: "haproxy/no-resumption",
      message: `${names} require client certificates of two authorities, so no TLS session is resumed at any of their sites`,
      at: at(second.frontend, "tls", "client_certificates", "ca"),
      notes: [
        { message: "the other authority is set here", at: at(first.frontend, "tls", "client_certificates", "ca") },
      ],
      help: "put one of the services on load balancers of its own, or accept the cost",
      subject: { kind: "service", name: second.service.name },
    },
  ];
}

function impossibleCheck(service: Service, backend: Backend): HaproxyFinding[] {
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

function missingServerName(service: Service, backend: Backend): HaproxyFinding[] {
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

function badPage(service: Service, backend: Backend, fleet: Fleet): HaproxyFinding[] {
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

function longTimes(service: Service): HaproxyFinding[] {
  const times: {
    readonly what: string;
    readonly value: number | undefined;
    readonly thing: Service | Backend;
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
