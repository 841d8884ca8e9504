import type { Report } from "../../../contract/finding.ts";
import type { Backend, Frontend, Member } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { vipAddresses } from "../../vips/vip-name.ts";

/** Connections that return to the load balancer loop until it has no ports left. */
export const memberLoop: Rule = {
  codes: {
    "member/own-vip": {
      severity: "error",
      about: "A member has an address of the service's own VIP: the load balancer would connect to itself in a loop.",
    },
    "member/own-port": {
      severity: "error",
      about:
        "A member is one of the service's load balancers, at the port of a frontend of the service. A daemon that listens " +
        "there keeps HAProxy from binding. Give the member another port.",
    },
    "member/own-balancer": {
      severity: "warning",
      about:
        "A member is one of the service's own load balancers. When the node fails or is drained, both are gone at once, and " +
        "it carries the load of both. Accept it if the application runs there on purpose.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    const addresses = vipAddresses(service.vip);
    for (const backend of service.backends) {
      for (const member of backend.members) {
        const { ipv4, ipv6 } = member.node.addresses;
        const own = addresses.find((address) => address === ipv4?.address || address === ipv6?.address);
        const frontend = service.frontends.find(({ port }) => port === member.port);
        if (own !== undefined) reportOwnVip(service, backend, member, own, report);
        else if (frontend !== undefined && service.balance.nodes.includes(member.node)) {
          reportOwnPort(service, backend, member, frontend, report);
        } else if (service.balance.nodes.includes(member.node)) reportOwnBalancer(service, backend, member, report);
      }
    }
  },
};

function reportOwnVip(service: LoneService, backend: Backend, member: Member, address: string, report: Report): void {
  report({
    code: "member/own-vip",
    message: `${memberName(service, backend, member)} has the VIP's own address ${address}`,
    at: userPlace(service, member),
    notes: [
      { message: "the VIP is declared here", at: keyAt(service.vip) },
      { message: `${member.node.name} is declared here`, at: keyAt(member.node, "addresses") },
    ],
    help: "members are real servers with addresses of their own",
    subject: { kind: "service", name: service.name },
  });
}

function reportOwnPort(
  service: LoneService,
  backend: Backend,
  member: Member,
  frontend: Frontend,
  report: Report,
): void {
  report({
    code: "member/own-port",
    message: `${memberName(service, backend, member)} is its own load balancer at port ${member.port}`,
    at: userPlace(service, member),
    notes: [{ message: `frontend ${frontend.name} uses the port here`, at: userPlace(service, frontend, "port") }],
    help: "let the daemon listen on another port, and give the member that `port`",
    subject: { kind: "service", name: service.name },
  });
}

function reportOwnBalancer(service: LoneService, backend: Backend, member: Member, report: Report): void {
  report({
    code: "member/own-balancer",
    message: `${memberName(service, backend, member)} is one of the service's own load balancers`,
    at: userPlace(service, member),
    help: "use the servers that answer, or accept this if the application runs on the load balancers",
    subject: { kind: "service", name: service.name },
  });
}

function memberName(service: LoneService, backend: Backend, member: Member): string {
  return `member ${member.name} in backend ${backend.name} of ${service.name}`;
}
