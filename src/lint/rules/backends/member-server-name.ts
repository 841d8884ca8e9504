import { CHECK_VOCABULARY } from "../../../checks/vocabulary.ts";
import type { Backend, Member } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** A member with a server name is reached by TLS. */
export const memberServerName: Rule = {
  codes: {
    "member/server-name-unused": {
      severity: "error",
      about:
        "A member has `server_name`, but nothing speaks TLS to it: no backend that it belongs to has `tls`, and none of their checks uses TLS. The name would not be verified. Add `tls` to the backend, or remove it.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    const named = new Map<string, { readonly member: Member; readonly backend: Backend }>();
    const used = new Set<string>();
    for (const backend of service.backends) {
      for (const member of backend.members) {
        if (member.serverName === undefined) continue;
        const key = `${member.name} ${member.serverName}`;
        if (!named.has(key)) named.set(key, { member, backend });
        if (speaksTls(backend)) used.add(key);
      }
    }
    for (const [key, { member, backend }] of named) if (!used.has(key)) report(unused(service, backend, member));
  },
};

function speaksTls({ spec, check }: Backend): boolean {
  return spec.tls !== undefined || (check !== undefined && CHECK_VOCABULARY[check.type].tls === "always");
}

function unused(service: LoneService, backend: Backend, member: Member) {
  return {
    code: "member/server-name-unused",
    message: `\`server_name: ${member.serverName}\` of member ${member.name} of ${service.name} has no effect: backend ${backend.name} speaks no TLS to it`,
    at: userPlace(service, member, "server_name"),
    help: "add `tls` to the backend, or remove `server_name`",
    subject: { kind: "service", name: service.name },
  } as const;
}
