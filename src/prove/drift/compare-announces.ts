import { addressOf } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { announcedMarks } from "./announced-marks.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch } from "./mismatch.ts";

const BGP = 179;

/** Each node announces exactly the VIPs that it should, and its own daemons listen on them. */
export function compareAnnounces(heard: HeardNode, { fleet, claims }: Pick<LabInput, "fleet" | "claims">): Mismatch[] {
  const { node, sockets } = heard;
  const said = saidOf(heard, "announce");
  if (said === undefined) return [];
  const servicesOf = (prefix: string) =>
    claims.announces.filter((each) => each.prefix === prefix).flatMap(({ services }) => services);
  // Without reflectors, there is nobody to announce to.
  const hasSessions = claims.binds.some((bind) => bind.port === BGP && bind.nodes.includes(node));
  const promised = claims.announces.filter(({ nodes }) => hasSessions && nodes.includes(node));
  const common = { node, asked: "announced prefixes" };
  // A reflector announces nothing of its own to its clients.
  const isReflector = fleet.nodes.get(node)?.roles.has("route-reflector") ?? false;
  const partial = isReflector ? [] : said.filter(({ untold }) => untold.length > 0);
  const missing = promised.filter(({ prefix }) => !said.some((each) => each.prefix === prefix));
  const own = fleet.nodes.get(node);
  const marked = said.flatMap(({ prefix, marks }) => {
    const wanted = own === undefined ? [] : announcedMarks(prefix, own, fleet);
    const isPromised = promised.some((each) => each.prefix === prefix);
    return !isPromised || wanted.join() === marks.join() ? [] : [{ prefix, wanted, marks }];
  });
  const extra = said.filter(({ prefix }) => !promised.some((each) => each.prefix === prefix));
  const empty = said.filter(({ prefix }) => {
    const vip = addressOf(prefix);
    const ports = claims.binds.filter(({ address }) => address === vip).map(({ port }) => port);
    return !sockets.some(({ address, port }) => address === vip || (address === "*" && ports.includes(port)));
  });
  return [
    ...missing.map(({ prefix, services, causes }) => ({
      ...{ ...common, services, wanted: prefix, seen: "not announced" },
      ...firstCause(causes),
    })),
    ...partial.map(({ prefix, untold }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `${prefix} in every session`, seen: `missing in ${untold.join(", ")}` },
    })),
    ...marked.map(({ prefix, wanted, marks }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `${prefix} with ${wanted.join(", ")}`, seen: `with ${marks.join(", ") || "nothing"}` },
    })),
    ...extra.map(({ prefix }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `no route to ${prefix}`, seen: "announced" },
    })),
    ...empty.map(({ prefix }) => ({
      ...{ ...common, services: servicesOf(prefix) },
      ...{ wanted: `a listener at ${prefix}`, seen: "none, but it is announced" },
    })),
  ];
}
