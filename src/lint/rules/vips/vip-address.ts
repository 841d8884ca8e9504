import type { Report } from "../../../contract/finding.ts";
import { FAMILIES, type Family, type Fleet, type Vip } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { holds, rangeOf } from "../../../ip/address-range.ts";
import { isUnicast } from "../../../ip/is-unicast.ts";
import type { Rule } from "../../rule.ts";
import { vipName, vipSubject } from "../../vips/vip-name.ts";

/** Every address of a VIP is inside what the fleet may announce, and belongs to that VIP alone. */
export const vipAddress: Rule = {
  codes: {
    "vip/outside-announce": {
      severity: "error",
      about:
        "An address of a VIP is outside `fleet.announce`, the only prefixes that a node may announce. Correct the " +
        "address, or extend `announce`.",
    },
    "vip/not-unicast": {
      severity: "error",
      about:
        "An address of a VIP is not valid for a service: a wildcard, loopback, link-local, multicast, broadcast or " +
        "IPv4-mapped address. A wildcard would take the port on all addresses of the node.",
    },
    "vip/address-twice": {
      severity: "warning",
      about:
        "The same address is written in two places. Both mean one VIP: declare it once under `vips` and refer to it, so " +
        "that it is clear that the services share it.",
    },
    "vip/reserved": {
      severity: "error",
      about:
        "The address of a retired service is used again. It stays reserved, because old clients may still " +
        "use it. Choose another address, or remove the retired service once its clients are gone.",
    },
  },
  checkFleet(fleet, report, { vips }) {
    const owners = new Map<string, Vip>();
    for (const vip of vips) {
      for (const family of FAMILIES) {
        const address = vip[family];
        if (address === undefined) continue;
        reportBadAddress(fleet, vip, family, address, report);
        const owner = owners.get(address);
        if (owner === undefined) owners.set(address, vip);
        else if (isRetired(vip) || isRetired(owner)) reportReserved(vip, owner, family, address, report);
        else reportTwice(vip, owner, family, address, report);
      }
    }
  },
};

function reportBadAddress(fleet: Fleet, vip: Vip, family: Family, address: string, report: Report): void {
  const at = keyAt(vip, family);
  const subject = vipSubject(vip);
  if (!isUnicast(address)) {
    report({
      code: "vip/not-unicast",
      message: `${address} is not a valid address of a service`,
      at,
      help: "write one address of an announced prefix",
      subject,
    });
  } else if (!fleet.announce[family].some((prefix) => holds(rangeOf(prefix), rangeOf(address)))) {
    const prefixes = fleet.announce[family];
    report({
      code: "vip/outside-announce",
      message: `${address} of ${vipName(vip)} is outside fleet.announce`,
      at,
      notes: [
        {
          message:
            prefixes.length === 0 ? `no ${family} prefix is announced here` : `announced here: ${prefixes.join(", ")}`,
          at: keyAt(fleet, "announce"),
        },
      ],
      help: "correct the address, or add its prefix to fleet.announce",
      subject,
    });
  }
}

function reportTwice(vip: Vip, owner: Vip, family: Family, address: string, report: Report): void {
  report({
    code: "vip/address-twice",
    message: `${address} is the address of two VIPs`,
    at: keyAt(vip, family),
    notes: [{ message: "first declared here", at: keyAt(owner, family) }],
    help:
      owner.name === undefined
        ? "declare it once under `vips`, and use that VIP in both services"
        : `write \`vip: ${owner.name}\`, or correct the address`,
    subject: vipSubject(vip),
  });
}

/** A VIP that a retired service defined in place is that service's own; one with a name may be reused. */
function isRetired(vip: Vip): boolean {
  return vip.name === undefined && vip.services.every((service) => service.state === "retired");
}

function reportReserved(vip: Vip, owner: Vip, family: Family, address: string, report: Report): void {
  const [retired, user] = isRetired(owner) ? [owner, vip] : [vip, owner];
  report({
    code: "vip/reserved",
    message: `${address} of ${vipName(user)} is reserved for retired ${retired.services[0]?.name}`,
    at: keyAt(user, family),
    notes: [{ message: "reserved here", at: keyAt(retired, family) }],
    help: "choose another address, or remove the retired service once its clients are gone",
    subject: vipSubject(user),
  });
}
