import type { Fleet } from "../../src/contract/fleet.ts";
import type { KernelSetting, ReadBack } from "../../src/contract/read-back.ts";
import { runsOn } from "./model.ts";

/** What anycast needs of the kernel; `templates/sysctl.conf.eta` has the reasons. */
export const KERNEL_SETTINGS: readonly KernelSetting[] = [
  { key: "net.ipv4.ip_nonlocal_bind", value: "1" },
  { key: "net.ipv6.ip_nonlocal_bind", value: "1" },
  { key: "net.ipv4.conf.all.arp_ignore", value: "1" },
  { key: "net.ipv4.conf.all.arp_announce", value: "2" },
  { key: "net.ipv4.tcp_mtu_probing", value: "1" },
];

export const readBack: ReadBack = { processes: [], tells: [], settings };

function settings({ fleet }: { readonly fleet: Fleet }): Map<string, readonly KernelSetting[]> {
  return new Map([...fleet.nodes.values()].filter(runsOn).map(({ name }) => [name, KERNEL_SETTINGS]));
}
