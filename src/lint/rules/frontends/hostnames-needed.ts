import type { Report } from "../../../contract/finding.ts";
import { keyAt } from "../../../contract/origin.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { vipName } from "../../vips/vip-name.ts";
import { listenerName, type VipListener, type VipPort } from "../../vips/vip-ports.ts";

/** Services that share a port need host names, and others do not. */
export const hostnamesNeeded: Rule = {
  codes: {
    "hostnames/missing": {
      severity: "error",
      about:
        "A service shares a port with others and has no `hostnames`, which tell HTTP and TLS passthrough services " +
        "apart. Only the VIP's `fallback` may have none.",
    },
    "hostnames/ignored": {
      severity: "warning",
      about: "A service has `hostnames` but only tcp frontends, which see no names: only the port tells them apart.",
    },
  },
  checkService(service, report) {
    const { frontends, hostnames, name } = service;
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    if (hostnames.length === 0 || frontends.length === 0 || frontends.some((frontend) => frontend.protocol !== "tcp"))
      return;
    report({
      code: "hostnames/ignored",
      message: `${name} has host names, but none of its frontends sees them`,
      at: keyAt(service, "hostnames"),
      notes: frontends.map((frontend) => ({
        message: `frontend ${frontend.name} forwards a plain stream`,
        at: userPlace(service, frontend, "protocol"),
      })),
      help: "remove `hostnames`, or use protocol http or tls",
      subject: { kind: "service", name },
    });
  },
  checkFleet(_fleet, report, { vipPorts }) {
    for (const port of vipPorts) for (const nameless of namelessAt(port)) reportMissing(port, nameless, report);
  },
};

/** A listener without host names, and another at the same port. */
interface Nameless {
  readonly listener: VipListener;
  readonly other: VipListener | undefined;
}

const namelessAt = oncePer(({ listeners }: VipPort): readonly Nameless[] => {
  const sharing = listeners.filter(isTold);
  if (sharing.length < 2) return [];
  const nameless = sharing.filter(({ service }) => service.hostnames.length === 0);
  return nameless.map((listener) => ({ listener, other: sharing.find((candidate) => candidate !== listener) }));
});

function isTold({ service, frontend }: VipListener): boolean {
  return isChecked(service) && service.balance.by === "haproxy" && frontend.protocol !== "tcp";
}

function reportMissing(port: VipPort, { listener, other }: Nameless, report: Report): void {
  const { service, frontend } = listener;
  if (port.vip.fallback === service) return;
  report({
    code: "hostnames/missing",
    message: `${listenerName(listener)} shares port ${port.port} of ${vipName(port.vip)} but has no host names`,
    at: keyAt(service),
    notes:
      other === undefined
        ? []
        : [{ message: `${listenerName(other)} uses it too`, at: userPlace(other.service, other.frontend, "port") }],
    help:
      frontend.protocol === "tls"
        ? "write the TLS server names that clients send in `hostnames`"
        : `set its \`hostnames\`, or make it the fallback of ${vipName(port.vip)}`,
    subject: { kind: "service", name: service.name },
  });
}
