import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { vipName } from "../../vips/vip-name.ts";
import { listenerName, type VipListener, type VipPort } from "../../vips/vip-ports.ts";

/** The handshake has one host name and the request another: certificates required by name can be bypassed. */
export const clientCertificates: Rule = {
  codes: {
    "tls/client-certificates-shared": {
      severity: "error",
      about:
        "A frontend requires client certificates and shares its port with another service. A client could send one name in " +
        "the handshake and another in its request, and be allowed. Such a frontend must not share its address and port.",
    },
  },
  checkFleet(_fleet, report, { vipPorts }) {
    for (const port of vipPorts) {
      for (const { listener, other } of sharedAt(port)) {
        report({
          code: "tls/client-certificates-shared",
          message: `${listenerName(listener)} requires client certificates, but shares port ${port.port} of ${vipName(port.vip)}`,
          at: userPlace(listener.service, listener.frontend, "tls", "client_certificates"),
          notes: [
            { message: `${listenerName(other)} uses it too`, at: userPlace(other.service, other.frontend, "port") },
          ],
          help: `give ${listener.service.name} a VIP or a port of its own`,
          subject: { kind: "service", name: listener.service.name },
        });
      }
    }
  },
};

/** A listener that requires certificates, and another service's at the same port. */
interface Shared {
  readonly listener: VipListener;
  readonly other: VipListener;
}

const sharedAt = oncePer((port: VipPort): readonly Shared[] => {
  const listeners = port.listeners.filter(({ service }) => isChecked(service));
  return listeners.flatMap((listener) => {
    if (listener.frontend.spec.tls?.client_certificates === undefined) return [];
    const other = listeners.find(({ service }) => service !== listener.service);
    return other === undefined ? [] : [{ listener, other }];
  });
});
