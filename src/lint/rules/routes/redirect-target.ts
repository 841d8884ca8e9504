import type { Report } from "../../../contract/finding.ts";
import type { Fleet, Frontend, Service } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";
import { parseUrl } from "../../sites/follow-redirect.ts";
import { type Sites, siteHosts } from "../../sites/sites-of.ts";

/** The targets of our redirects respond, if we serve them. */
export const redirectTarget: Rule = {
  codes: {
    "redirect/nowhere": {
      severity: "warning",
      about: "A redirect leads to a host name of one of our services, but none answers there. Clients get an error.",
    },
    "redirect/no-https": {
      severity: "warning",
      about: "A frontend redirects to https, but no service answers for the host name at port 443.",
    },
  },
  checkFleet(fleet, report, { sites }) {
    const own = ownNames(fleet);
    for (const service of fleet.services.values()) {
      if (!isEmitted(service)) continue;
      for (const frontend of service.frontends) {
        if (frontend.redirect && frontend.protocol === "http") checkHttps(sites, service, frontend, report);
      }
      checkRedirects(sites, service, own, report);
    }
  },
};

/** Host names of services. Other names that a wildcard certificate covers may be served elsewhere. */
function ownNames(fleet: Fleet): ReadonlySet<string> {
  const names = new Set<string>();
  for (const service of fleet.services.values()) for (const hostname of service.hostnames) names.add(hostname);
  return names;
}

function checkHttps(sites: Sites, service: Service, frontend: Frontend, report: Report): void {
  const host = siteHosts(service).find((name) => !isAnswered(sites, name, 443));
  if (host === undefined) return;
  const where = service.hostnames.length > 0 ? `at ${host}` : "there";
  report({
    code: "redirect/no-https",
    message: `frontend ${frontend.name} of ${service.name} redirects to https, but no service answers ${where} on port 443`,
    at: userPlace(service, frontend, "redirect"),
    help: "add a frontend on port 443 that terminates TLS, or remove this one",
    subject: { kind: "service", name: service.name },
  });
}

function checkRedirects(sites: Sites, service: Service, own: ReadonlySet<string>, report: Report): void {
  for (const redirect of service.redirects) {
    const to = parseUrl(redirect.to);
    if (to === undefined || !own.has(to.host) || isAnswered(sites, to.host, to.port)) continue;
    const silent = sites.get(`${to.host}:${to.port}`)?.service;
    report({
      code: "redirect/nowhere",
      message: `redirect ${redirect.path} of ${service.name} leads to ${to.host}, where no service answers on port ${to.port}`,
      at: userPlace(service, redirect, "to"),
      notes:
        silent === undefined
          ? []
          : [{ message: `${silent.name} has the name, but is ${silent.state}`, at: keyAt(silent, "state") }],
      help: "check the host name, or add a service that answers to it",
      subject: { kind: "service", name: service.name },
    });
  }
}

function isAnswered(sites: Sites, host: string, port: number): boolean {
  const site = sites.get(`${host}:${port}`);
  return site !== undefined && isEmitted(site.service);
}
