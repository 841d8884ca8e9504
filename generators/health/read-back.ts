import type { Fleet } from "../../src/contract/fleet.ts";
import type { Answers, KernelSetting, ReadBack, RunningHost } from "../../src/contract/read-back.ts";
import type { SaidHold } from "../../src/contract/said.ts";
import { PROGRAM_PATH } from "./emit-files.ts";
import { runsOn } from "./model.ts";

/** What anycast needs of the kernel; `templates/sysctl.conf.eta` has the reasons. */
export const KERNEL_SETTINGS: readonly KernelSetting[] = [
  { key: "net.ipv4.ip_nonlocal_bind", value: "1" },
  { key: "net.ipv6.ip_nonlocal_bind", value: "1" },
  { key: "net.ipv4.conf.all.arp_ignore", value: "1" },
  { key: "net.ipv4.conf.all.arp_announce", value: "2" },
  { key: "net.ipv4.tcp_mtu_probing", value: "1" },
];

/** What must pass for each VIP, as the running program says. */
export const readBack: ReadBack = { processes: [], tells: ["hold"], ask, settings };

function settings({ fleet }: { readonly fleet: Fleet }): Map<string, readonly KernelSetting[]> {
  return new Map([...fleet.nodes.values()].filter(runsOn).map(({ name }) => [name, KERNEL_SETTINGS]));
}

/** Ends with status 2 while it has no VIPs. */
const SHOW_CHECKS = `/${PROGRAM_PATH} checks || [ $? -eq 2 ]`;

async function ask(host: RunningHost): Promise<Answers> {
  const lines = (await host.run(["sh", "-c", SHOW_CHECKS])).split("\n").filter((line) => line !== "");
  return { said: lines.map(readHold), unclear: [] };
}

/** `192.0.2.10 shop listen:192.0.2.10 3000 1000 2 2 tcp 192.0.2.10 80 443`, separated by tabs. */
function readHold(line: string): SaidHold {
  const [address = "", , name = "", interval, timeout, rise, fall, kind = "", ...args] = line.split("\t");
  return {
    ...{ kind: "hold", address, name, by: kind },
    ...{ interval: Number(interval), timeout: Number(timeout), rise: Number(rise), fall: Number(fall) },
    ...aboutOf(kind, args),
  };
}

/** What a check of a kind is about; see `templates/Health/Config.pm`. */
function aboutOf(
  kind: string,
  args: readonly string[],
): Pick<SaidHold, "target" | "ports" | "transport" | "service" | "minimum"> {
  const [target = "", second = "", third] = args;
  switch (kind) {
    case "tcp":
      return { target, ports: args.slice(1).map(Number) };
    case "dns":
      return { target, ports: [Number(second)], transport: third === "tcp" ? "tcp" : "udp" };
    case "ntp":
      return { target, ports: [Number(second)] };
    case "run":
      return { service: second };
    case "members":
      return { minimum: Number(second) };
    default:
      return {};
  }
}
