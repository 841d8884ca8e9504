import { FAMILIES, type Fleet } from "../../contract/fleet.ts";
import { valuesOf } from "../questions/causes.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

/** Load balancers take as many connections at once as the catalog says; without a word there, as many as their share is. */
export function compareLimits(heard: HeardNode, fleet: Fleet): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "limit");
  if (said === undefined) return [];
  const carried = [...fleet.services.values()].filter(
    ({ balance }) => balance.by !== "anycast" && balance.nodes.some(({ name }) => name === node),
  );
  return carried.flatMap((service) =>
    service.frontends.flatMap((frontend) => {
      const wanted = frontend.limits?.connections;
      if (wanted === undefined) return [];
      return FAMILIES.flatMap((family): Mismatch[] => {
        const found = said.find(({ address, port }) => address === service.vip[family] && port === frontend.port);
        if (found === undefined || found.connections === wanted) return [];
        return [
          {
            ...{ services: [service.name], node, asked: `connections at ${placeText({ ...found, transport: "tcp" })}` },
            ...{ wanted: `${wanted} at most`, seen: String(found.connections) },
            ...firstCause(valuesOf(frontend, ["limits", "connections"])),
          },
        ];
      });
    }),
  );
}
