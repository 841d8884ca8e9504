import type { Report } from "../../../contract/finding.ts";
import type { Service } from "../../../contract/fleet.ts";
import { keySpan } from "../../../contract/tree.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";
import { followRedirect, formatRequest, type Hop, type Request } from "../../sites/follow-redirect.ts";
import type { Site, Sites } from "../../sites/sites-of.ts";
import { siteHosts } from "../../sites/sites-of.ts";

/** Browsers give up after about this many. */
const MOST_HOPS = 20;

/** Redirects end somewhere, however many services they pass. */
export const redirectLoop: Rule = {
  codes: {
    "redirect/loop": {
      severity: "error",
      about:
        "Redirects form a loop or never end: a redirect to its own path, two that lead to each other, one that leads https back to http, one that the canonical host name sends back. Browsers give up.",
    },
  },
  checkFleet(fleet, report, { sites }) {
    const reported = new Set<string>();
    for (const service of fleet.services.values()) {
      for (const start of starts(service)) {
        const circle = findCircle(sites, start);
        if (circle === undefined || circle.some((hop) => reported.has(hop.what))) continue;
        for (const hop of circle) reported.add(hop.what);
        reportCircle(report, circle);
      }
    }
  },
};

/** A request for each redirect of a service, at each port that has it. */
const starts = oncePer((service: Service): readonly Request[] => {
  const host = siteHosts(service)[0] ?? "";
  return service.frontends.flatMap((frontend) => {
    if (frontend.protocol !== "http") return [];
    const scheme = frontend.spec.tls === undefined ? "http" : "https";
    const paths = frontend.redirect ? ["/"] : service.redirects.map((redirect) => redirect.path);
    return paths.map((path) => ({ scheme, host, port: frontend.port, path }));
  });
});

/** A site that a request passes, or none. */
interface Passed {
  readonly key: string;
  readonly site: Site | undefined;
}

/** What requests passed that came to an end: as long as it is the same, they do. */
const passedBy = new WeakMap<Request, readonly Passed[]>();

/** The hops of the loop that a request ends in. */
function findCircle(sites: Sites, start: Request): readonly Hop[] | undefined {
  if (passedBy.get(start)?.every(({ key, site }) => sites.get(key) === site)) return undefined;
  const passed: Passed[] = [];
  const pass = (key: string) => {
    const site = sites.get(key);
    passed.push({ key, site });
    return site;
  };
  const seen = new Map<string, number>();
  const hops: Hop[] = [];
  let request = start;
  while (hops.length < MOST_HOPS) {
    const key = formatRequest(request);
    const before = seen.get(key);
    if (before !== undefined) return hops.slice(before);
    seen.set(key, hops.length);
    const hop = followRedirect({ get: pass }, request);
    if (hop === undefined) {
      passedBy.set(start, passed);
      return undefined;
    }
    hops.push(hop);
    request = hop.to;
  }
  return hops;
}

function reportCircle(report: Report, circle: readonly Hop[]): void {
  const [first, ...others] = circle;
  if (first === undefined) return;
  const urls = circle.slice(0, 3).map((hop) => formatRequest(hop.to));
  const followers = new Map(others.filter((hop) => hop.what !== first.what).map((hop) => [hop.what, hop]));
  report({
    code: "redirect/loop",
    message: `${first.what} never ends`,
    at: userPlace(first.service, first),
    notes: [
      {
        message: `it leads to ${urls.join(", then ")}${circle.length > 1 ? ", and so on" : ", which it redirects again"}`,
      },
      ...[...followers.values()].map((hop) => ({ message: `${hop.what} redirects further`, at: keySpan(hop.tree) })),
    ],
    help: "change one of them to a URL that is not redirected",
    subject: { kind: "service", name: first.service.name },
  });
}
