import type { LabInput } from "../start-lab.ts";
import { type HeardNode, saidBy } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/** Each node announces exactly the VIPs that it is to announce, and something of its own listens at them. */
export function compareAnnounces(heard: HeardNode, { claims }: Pick<LabInput, "claims">): Mismatch[] {
  const { node, sockets } = heard;
  const said = saidBy(heard, "bird", "announce");
  if (said === undefined) return [];
  const servicesOf = (prefix: string) =>
    claims.announces.filter((each) => each.prefix === prefix).flatMap(({ services }) => services);
  const promised = claims.announces.filter(({ nodes }) => nodes.includes(node));
  const common = { node, asked: "what BIRD announces" };
  const partial = said.filter(({ untold }) => untold.length > 0);
  const missing = promised.filter(({ prefix }) => !said.some((each) => each.prefix === prefix));
  const extra = said.filter(({ prefix }) => !promised.some((each) => each.prefix === prefix));
  const empty = said.filter(({ prefix }) => !sockets.some(({ address }) => address === prefix.replace(/\/.*/, "")));
  return [
    ...missing.map(({ prefix, services }) => ({ ...common, services, wanted: prefix, seen: "it is not announced" })),
    ...partial.map(({ prefix, untold }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `${prefix} in every session`, seen: `not in ${untold.join(", ")}` },
    })),
    ...extra.map(({ prefix }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `no route to ${prefix}`, seen: "it is announced" },
    })),
    ...empty.map(({ prefix }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `something that listens at ${prefix}`, seen: "nothing, and it is announced" },
    })),
  ];
}
