import { find } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** TLS to members protects only as far as their identity is verified. */
export const memberTls: Rule = {
  codes: {
    "tls/unverified": {
      severity: "warning",
      about:
        "Load balancers speak TLS to members without verifying their certificates, so anyone who takes over a member's address " +
        "can read and answer everything. Verify them (`verify: true` with `ca`), or accept it with a reason.",
    },
    "tls/system-authorities": {
      severity: "notice",
      about:
        "Members' certificates are verified, but no `ca` is set: any authority that the load balancer's " +
        "operating system trusts may issue them. Set `ca` if you have an authority of your own.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    const subject = { kind: "service", name: service.name } as const;
    for (const backend of service.backends) {
      const { tls } = backend.spec;
      if (tls === undefined) continue;
      if (!tls.verify) {
        report({
          code: "tls/unverified",
          message: `backend ${backend.name} of ${service.name} does not verify its members' certificates`,
          at: userPlace(service, backend, "tls", "verify"),
          help: "write `verify: true` and the `ca` that issues them, or accept this with a reason",
          subject,
        });
      } else if (find(backend.tree, ["tls", "ca"]) === undefined) {
        report({
          code: "tls/system-authorities",
          message: `backend ${backend.name} of ${service.name} accepts members' certificates of any authority that the system trusts`,
          at: userPlace(service, backend, "tls", "verify"),
          help: "set `ca` to the authorities that issue them",
          subject,
        });
      }
    }
  },
};
