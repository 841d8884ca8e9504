import type { LoneService } from "../../../contract/lone-service.ts";
import { at } from "../../../contract/origin.ts";
import type { Span } from "../../../contract/source.ts";
import type { Rule } from "../../rule.ts";
import { checksOf } from "../../services/checks-of.ts";
import { parseUrl } from "../../sites/follow-redirect.ts";
import { type HostnameOptions, hostnameFault } from "../../sites/hostname-fault.ts";

/**
 * The check of host names: the schema only rejects what no name contains, because a message about upper case or
 * punycode says more than a pattern. After this rule every host name is lower-case letters, digits, dashes and dots.
 */
export const hostnameSyntax: Rule = {
  codes: {
    "hostname/wildcard": {
      severity: "error",
      about:
        "A host name is a wildcard. Services share a VIP by exact host names, so that none takes another's requests unnoticed; list each name.",
    },
    "hostname/upper-case": {
      severity: "error",
      about:
        "A host name has upper-case letters. Clients may send either case, and daemons compare in lower case. Write names in lower case.",
    },
    "hostname/not-ascii": {
      severity: "error",
      about: "A host name has letters outside ASCII. Clients send the punycode form (xn--…). Write that form.",
    },
    "hostname/invalid": {
      severity: "error",
      about:
        "A host name breaks the rules of RFC 1123: labels of 1 to 63 letters, digits and inner dashes, without a trailing dot.",
    },
  },
  checkService(service, report) {
    for (const use of hostnameUses(service)) {
      const fault = hostnameFault(use.name, use.options);
      if (fault === undefined) continue;
      report({
        code: fault.code,
        message: `${use.what} ${use.name} of ${service.name} ${fault.message}`,
        at: use.at,
        help: fault.help,
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

interface Use {
  readonly name: string;
  readonly what: string;
  readonly at: Span;
  readonly options?: HostnameOptions;
}

function hostnameUses(service: LoneService): Use[] {
  const uses: Use[] = service.hostnames.map((name, index) => ({
    name,
    what: "host name",
    at: at(service, "hostnames", index),
  }));
  for (const backend of service.backends) {
    const name = backend.spec.tls?.server_name;
    if (name !== undefined) uses.push({ name, what: "server name", at: at(backend, "tls", "server_name") });
    for (const member of backend.members) {
      if (member.serverName === undefined) continue;
      uses.push({ name: member.serverName, what: "server name", at: at(member, "server_name") });
    }
  }
  for (const redirect of service.redirects) {
    const name = parseUrl(redirect.to)?.host;
    if (name !== undefined) {
      uses.push({ name, what: "redirect target", at: at(redirect, "to"), options: { address: true } });
    }
  }
  for (const check of checksOf(service)) {
    const { host, query } = check.question;
    if (host !== undefined) uses.push({ name: host, what: "host", at: at(check, "host"), options: { address: true } });
    if (query !== undefined) {
      uses.push({ name: query, what: "query", at: at(check, "query"), options: { underscores: true, address: true } });
    }
  }
  return uses;
}
