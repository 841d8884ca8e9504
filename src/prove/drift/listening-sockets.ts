import { FAMILIES, type Family } from "../../contract/fleet.ts";
import type { Socket } from "../../contract/read-back.ts";

/** Lists listening sockets with their processes; ss(8). */
export const LIST_SOCKETS: readonly string[] = ["ss", "-Hlntup"];

/** Sockets in the output of `ss`. */
export function readSockets(answer: string): Socket[] {
  return answer.split("\n").flatMap((line): Socket[] => {
    const [transport, , , , local = "", , users = ""] = line.trim().split(/\s+/);
    if (transport !== "tcp" && transport !== "udp") return [];
    const colon = local.lastIndexOf(":");
    const address = local.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
    const owner = /\("(?<process>[^"]+)",pid=\d+,fd=(?<descriptor>\d+)\)/.exec(users)?.groups;
    const common = {
      ...({ port: Number(local.slice(colon + 1)), transport } as const),
      ...(owner === undefined ? {} : { process: owner["process"] ?? "", descriptor: Number(owner["descriptor"]) }),
    };
    return placesOf(address.replace(/%.*/, "")).map((place) => ({ ...place, ...common }));
  });
}

/** `*` without brackets is a socket of both families. */
function placesOf(address: string): { address: string; family: Family }[] {
  if (address === "*") return FAMILIES.map((family) => ({ address, family }));
  if (address === "0.0.0.0") return [{ address: "*", family: "ipv4" }];
  if (address === "::") return [{ address: "*", family: "ipv6" }];
  return [{ address, family: address.includes(":") ? "ipv6" : "ipv4" }];
}
