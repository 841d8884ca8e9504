import { CHECK_VOCABULARY } from "../../../checks/vocabulary.ts";
import type { FindingDraft } from "../../../contract/finding.ts";
import type { Backend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Span } from "../../../contract/source.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** A backend's check and its traffic agree about TLS, unless the check uses a port of its own. */
export const checkTls: Rule = {
  codes: {
    "check/plain-on-tls": {
      severity: "error",
      about:
        "A check speaks plain text to members that speak TLS. It always fails, or passes as soon as anything listens. Use https or tls.",
    },
    "check/tls-on-plain": {
      severity: "error",
      about: "A check speaks TLS to members that speak plain text, so it always fails.",
    },
  },
  checkService(service, report) {
    for (const backend of service.backends) {
      const draft = disagreement(service, backend);
      if (draft !== undefined) report({ ...draft, subject: { kind: "service", name: service.name } });
    }
  },
};

/** The protocol to members, and the value of the catalog that sets it. */
interface Traffic {
  /** `passed-on` is the clients' own TLS, which no check follows. */
  readonly kind: "plain" | "tls" | "passed-on";
  readonly because: Span;
}

function disagreement(service: LoneService, backend: Backend): FindingDraft | undefined {
  const check = backend.check;
  if (check === undefined || check.port !== undefined || check.type === "command") return undefined;
  const traffic = trafficTo(service, backend);
  if (traffic === undefined) return undefined;
  const { tls, haproxy } = CHECK_VOCABULARY[check.type];
  // A check that HAProxy cannot run at all has its own finding.
  if (!haproxy) return undefined;
  const what = `check of backend ${backend.name} of ${service.name}`;
  const at = userPlace(service, backend, "check", "type");
  if (traffic.kind === "plain") {
    if (tls !== "always") return undefined;
    return {
      code: "check/tls-on-plain",
      message: `${what} speaks TLS (${check.type}), but its members speak plain text`,
      at,
      notes: [{ message: "members get plain text because of this", at: traffic.because }],
      help: `use a check of type ${check.type === "https" ? "http" : "tcp"}, add \`tls\` to the backend, or give the check a \`port\``,
    };
  }
  // For the clients' own TLS a bare connect is a weak check, but not a wrong one.
  const plain = traffic.kind === "tls" ? tls === "never" : tls !== "always" && check.type !== "tcp";
  if (!plain) return undefined;
  return {
    code: "check/plain-on-tls",
    message: `${what} speaks plain text (${check.type}), but its members speak TLS`,
    at,
    notes: [{ message: "members get TLS because of this", at: traffic.because }],
    help: `use a check of type ${check.type === "http" ? "https" : "tls"}, or give the check a \`port\``,
  };
}

/** A stream that is passed on unparsed may be either, such as ldaps: then nothing follows. */
function trafficTo(service: LoneService, backend: Backend): Traffic | undefined {
  if (backend.spec.tls !== undefined) return { kind: "tls", because: userPlace(service, backend, "tls") };
  if (backend.protocol === "http") return { kind: "plain", because: userPlace(service, backend, "protocol") };
  const frontends = service.frontends.filter((frontend) => frontend.backend === backend);
  const passing = frontends.find((frontend) => frontend.protocol === "tls");
  if (passing !== undefined) return { kind: "passed-on", because: userPlace(service, passing, "protocol") };
  const ending = frontends.find((frontend) => frontend.spec.tls !== undefined);
  return ending === undefined ? undefined : { kind: "plain", because: userPlace(service, ending, "tls") };
}
