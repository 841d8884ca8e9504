import type { Report } from "../../../contract/finding.ts";
import type { Family } from "../../../contract/fleet.ts";
import type { Surroundings } from "../../../contract/lone-service.ts";
import { present } from "../../../contract/present.ts";
import { ipaddr } from "../../../ip/ipaddr.ts";
import { familiesOf, listsOfFleet, listsOfService, type NetworkList } from "../../networks/network-lists.ts";
import type { Rule } from "../../rule.ts";

/** An address whose host part is zero is almost never a machine's. */
export const networkLength: Rule = {
  codes: {
    "network/length-forgotten": {
      severity: "warning",
      about:
        "A list of networks has a single address whose host part is zero, such as `10.20.0.0` or `2001:db8:bad::`, written " +
        "without a prefix length or with that of one address. It means this one address, and the rest of the network is " +
        "not in the list: open instead of blocked, or closed instead of allowed. Write the length.",
    },
  },
  checkService(service, report, fleet) {
    checkLists(listsOfService(service, fleet), fleet, report);
  },
  checkFleet(fleet, report) {
    checkLists(listsOfFleet(fleet), fleet, report);
  },
};

function checkLists(lists: readonly NetworkList[], fleet: Surroundings, report: Report): void {
  for (const list of lists) {
    for (const { text, prefixes, tree } of list.entries) {
      const [family] = familiesOf(prefixes);
      if (fleet.networks.has(text) || family === undefined) continue;
      const network = networkMeant(family, text);
      if (network === undefined) continue;
      report({
        code: "network/length-forgotten",
        message: `${text} in ${list.what} is a single address, although its host part is zero`,
        at: tree,
        once: true,
        help: `write ${network === "world" ? "`world` for everyone" : `${network} for the whole network`}`,
        ...present({ subject: list.subject }),
      });
    }
  }
}

/** The network that was probably meant by such an address; undefined if a machine may have the address. */
function networkMeant(family: Family, text: string): string | undefined {
  const [address = "", length] = text.split("/");
  if (text === "world" || (length !== undefined && length !== (family === "ipv4" ? "32" : "128"))) return undefined;
  const bytes = ipaddr.parse(address).toByteArray();
  // IPv6 hosts differ in the lower half of the address; IPv4 subnets mostly end between bytes.
  const hosts = bytes.slice(family === "ipv4" ? 3 : 8);
  if (hosts.some((byte) => byte !== 0)) return undefined;
  const step = family === "ipv4" ? 1 : 2;
  const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
  const bits = Math.ceil(used / step) * step * 8;
  return bits === 0 ? "world" : `${address}/${bits}`;
}
