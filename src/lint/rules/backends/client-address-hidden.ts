import type { Access, Backend, Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Members of services that are open to the world see the client's address. */
export const clientAddressHidden: Rule = {
  codes: {
    "backend/client-address-hidden": {
      severity: "warning",
      about:
        "A TCP service is open to the world, and its members see the load balancer's address instead of the client's, in their logs, limits and bans. Send the PROXY protocol where members understand it (`client_address: proxy-v2`), or accept the finding with a reason.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    for (const backend of service.backends) {
      const frontend = openFrontend(service, backend);
      if (frontend === undefined) continue;
      report({
        code: "backend/client-address-hidden",
        message: `backend ${backend.name} of ${service.name} hides client addresses from its members, but is open to the world`,
        at: userPlace(service, backend, "client_address"),
        notes: [{ message: "opened to the world here", at: (frontend.access ?? service.access).tree }],
        help: "write `client_address: proxy-v2` if the members understand the PROXY protocol, or accept this with a reason",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function openFrontend(service: LoneService, backend: Backend): Frontend | undefined {
  if (backend.protocol !== "tcp" || backend.clientAddress !== "hidden" || !isOpen(service.access)) return undefined;
  return service.frontends.find(
    (frontend) =>
      frontend.backend === backend &&
      frontend.protocol !== "http" &&
      (frontend.access === undefined || isOpen(frontend.access)),
  );
}

function isOpen({ from }: Access): boolean {
  return from.ipv4.includes("0.0.0.0/0") || from.ipv6.includes("::/0");
}
