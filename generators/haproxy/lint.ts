import type { Report } from "../../src/contract/finding.ts";
import type { Fleet } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import { oncePer } from "../../src/fleet/once-per.ts";
import { asksForCertificates, twoAuthorities } from "./frontend/frontend-sections.ts";
import { maxConnections } from "./frontend/limits.ts";
import type { HaproxyFinding } from "./haproxy-finding.ts";
import type { Carriers, Model } from "./model.ts";
import { MOST_CONNECTIONS } from "./process/sizing.ts";
import { lintRaw } from "./raw/lint-raw.ts";

/** What HAProxy cannot do with services together, and with raw lines among those of others. */
export function lint(model: Model, report: Report): void {
  for (const draft of lintRaw(model)) report(draft);
  for (const carriers of model.carriers) {
    const drafts = [
      ...tooManyConnections(carriers),
      ...tooFewConnections(carriers, model.fleet),
      ...noResumption(carriers),
    ];
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

const asksOnce = oncePer(asksForCertificates);

/** With one authority, a rule at its frontend is enough; with two, a session of one would be accepted at the other. */
function noResumption({ frontends, nodes }: Carriers): HaproxyFinding[] {
  const found = twoAuthorities(frontends.filter(asksOnce));
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
