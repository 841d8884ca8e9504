import { FAMILIES, type Fleet, type Frontend, type Service } from "../../contract/fleet.ts";
import type { SaidLimit } from "../../contract/said.ts";
import { valuesOf } from "../questions/causes.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

/** What a load balancer says of the limit of a frontend. */
interface Limited {
  readonly service: Service;
  readonly frontend: Frontend;
  readonly said: SaidLimit;
}

/** Load balancers take as many connections at once as the catalog says; places without a word there share the rest equally. */
export function compareLimits(heard: HeardNode, fleet: Fleet): Mismatch[] {
  const limited = limitsAt(heard, fleet);
  // Services that share a place share its limit.
  const stated = new Map(
    limited.flatMap(({ frontend: { limits }, said }): [SaidLimit, number][] =>
      limits?.connections === undefined ? [] : [[said, limits.connections]],
    ),
  );
  const share = mostCommon(limited.flatMap(({ said }) => (stated.has(said) ? [] : [said])));
  return limited.flatMap(({ service, frontend, said }): Mismatch[] => {
    const wanted = stated.get(said) ?? share;
    if (wanted === undefined || said.connections === wanted) return [];
    return [
      {
        ...{ services: [service.name], node: heard.node },
        asked: `connections at ${placeText({ ...said, transport: "tcp" })}`,
        wanted: stated.has(said) ? `${wanted} at most` : `${wanted} at most, like other places without a limit`,
        seen: String(said.connections),
        ...firstCause(valuesOf(frontend, ["limits", "connections"])),
      },
    ];
  });
}

function limitsAt(heard: HeardNode, fleet: Fleet): Limited[] {
  const limits = saidOf(heard, "limit") ?? [];
  const carried = [...fleet.services.values()].filter(
    ({ balance }) => balance.by !== "anycast" && balance.nodes.some(({ name }) => name === heard.node),
  );
  return carried.flatMap((service) =>
    service.frontends.flatMap((frontend) =>
      FAMILIES.flatMap((family): Limited[] => {
        const said = limits.find(({ address, port }) => address === service.vip[family] && port === frontend.port);
        return said === undefined ? [] : [{ service, frontend, said }];
      }),
    ),
  );
}

/** What more than half of the places have; each counts once, however many services share it. */
function mostCommon(limits: readonly SaidLimit[]): number | undefined {
  const places = [...new Set(limits)].map(({ connections }) => connections);
  return places.find((each) => places.filter((other) => other === each).length > places.length / 2);
}
