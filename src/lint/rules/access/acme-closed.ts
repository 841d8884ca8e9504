import type { Report } from "../../../contract/finding.ts";
import { type Access, FAMILIES, type Family, type Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import { foldCase } from "../../../fleet/path-case.ts";
import { isUnder } from "../../../fleet/paths.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import { isWorld } from "../../../ip/prefix-lists.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Port and path at which an authority requests a challenge (RFC 8555, section 8.3). */
const PORT = 80;
const CHALLENGE = "/.well-known/acme-challenge/token";

/** A public authority connects from anywhere; access applies to it as to anybody. */
export const acmeClosed: Rule = {
  codes: {
    "acme/authority-refused": {
      severity: "warning",
      about:
        "`fleet.acme` answers the challenges of a certificate authority, but a service that terminates TLS is not open to the world on port 80. " +
        "Access applies to challenges too, so a public authority is refused and the certificate is not renewed.",
    },
  },
  checkService(service, report, { acme }) {
    if (acme === undefined || !isEmitted(service)) return;
    if (service.balance.by !== "haproxy" || service.hostnames.length === 0) return;
    if (!service.frontends.some(({ certificate }) => certificate !== undefined)) return;
    const frontend = service.frontends.find(answersChallenges);
    if (frontend !== undefined) checkFrontend(service, frontend, report);
  },
};

function answersChallenges({ protocol, port, spec }: Frontend): boolean {
  return protocol === "http" && port === PORT && spec.tls === undefined;
}

function checkFrontend(service: LoneService, frontend: Frontend, report: Report): void {
  const routes = frontend.redirect
    ? []
    : service.routes.filter((route) => isUnder(CHALLENGE, foldCase(route.path))).map((route) => route.access);
  for (const access of [service.access, frontend.access, ...routes]) {
    if (access === undefined) continue;
    const closed = FAMILIES.filter((family) => isClosed(service, access, family));
    if (closed.length === 0) continue;
    const families = closed.map((family) => FAMILY_NAMES[family]).join(" and ");
    report({
      code: "acme/authority-refused",
      message: `a public certificate authority is refused on port 80 of ${service.name}: it is not open to the world over ${families}`,
      at: userPlace(service, access, "from"),
      notes: [{ message: "challenges of an authority are answered here", at: userPlace(service, frontend) }],
      help: "open port 80 and restrict the https frontend, or use DNS-01 or an internal authority and accept this",
      subject: { kind: "service", name: service.name },
    });
    return;
  }
}

function isClosed({ vip }: LoneService, access: Access, family: Family): boolean {
  return vip[family] !== undefined && !isWorld(family, access.from[family]);
}
