import type { Report } from "../../../contract/finding.ts";
import type { Service } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { servicePlace } from "../../services/service-place.ts";
import { userPlace } from "../../services/user-place.ts";
import { vipAddresses, vipName } from "../../vips/vip-name.ts";
import { listenerName, type VipListener, type VipPort } from "../../vips/vip-ports.ts";

/**
 * One (address, port, transport) is one listener. HAProxy accepts a duplicate bind and spreads connections over both,
 * which takes months to find. Services of every state count: planned ones claim, retired ones reserve.
 */
export const bindDuplicate: Rule = {
  codes: {
    "bind/duplicate": {
      severity: "error",
      about:
        "Two frontends use the same address, port and transport and cannot be told apart: only http frontends (by host " +
        "name) and tls frontends (by server name) share one, and only at the same VIP. Planned and retired services count.",
    },
  },
  checkFleet(_fleet, report, { vipPorts }) {
    const takers = new Map<string, VipPort>();
    for (const port of vipPorts) {
      for (const { first, other } of twinsAt(port)) reportDuplicate(port, vipName(port.vip), first, other, report);
      let reported = false;
      for (const { address, key } of placesOf(port)) {
        const taker = takers.get(key);
        if (taker === undefined) takers.set(key, port);
        else if (!reported) {
          reportDuplicate(port, address, taker.listeners[0], port.listeners[0], report);
          reported = true;
        }
      }
    }
  },
};

/** What a port takes: its number at each address. */
const placesOf = oncePer(({ vip, port, transport }: VipPort): readonly { address: string; key: string }[] =>
  vipAddresses(vip).map((address) => ({ address, key: `${address} ${port}/${transport}` })),
);

/** Listeners at one VIP that nothing tells apart. */
interface Twins {
  readonly first: VipListener;
  readonly other: VipListener;
}

const twinsAt = oncePer((port: VipPort): readonly Twins[] => {
  const [first, ...others] = port.listeners;
  const twins: Twins[] = [];
  const seen = new Map<Service, VipListener>([[first.service, first]]);
  for (const other of others) {
    const twin = seen.get(other.service);
    const apart = port.transport === "tcp" && isTold(first) && isTold(other);
    if (twin !== undefined || !apart) twins.push({ first: twin ?? first, other });
    seen.set(other.service, other);
  }
  return twins;
});

/** HAProxy distinguishes http by host name and tls by server name; an anycast server needs its port for itself. */
function isTold({ service, frontend }: VipListener): boolean {
  return service.balance.by === "haproxy" && frontend.protocol !== "tcp";
}

function reportDuplicate(port: VipPort, where: string, first: VipListener, other: VipListener, report: Report): void {
  const within = first.service === other.service;
  const place = ({ service, frontend }: VipListener) =>
    within
      ? userPlace(service, frontend, "port")
      : servicePlace(service, ["frontends", frontend.name, "port"], ["vip"]);
  const notes = [{ message: `${listenerName(first)} uses it here`, at: place(first) }];
  for (const { service } of [first, other]) {
    if (service.state !== "planned" && service.state !== "retired") continue;
    notes.push({
      message: `${service.name} is ${service.state}: its port stays reserved`,
      at: keyAt(service, "state"),
    });
  }
  report({
    code: "bind/duplicate",
    message: `${listenerName(first)} and ${listenerName(other)} both use ${port.port}/${port.transport} on ${where}`,
    at: place(other),
    notes,
    help: "give one of them another port or VIP; only http and tls frontends of the same VIP can share a port",
    subject: { kind: "service", name: other.service.name },
  });
}
