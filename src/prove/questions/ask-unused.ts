import { FAMILIES, type Service } from "../../contract/fleet.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { hostPrefix } from "../../ip/family.ts";
import { valuesOf } from "./causes.ts";
import { type Question, SILENCE } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { whatToSay } from "./what-to-say.ts";

/**
 * The VIP of a planned or retired service does not answer, unless another service is at the same place; nor does one
 * that no node should announce, because all of its services or nodes drain.
 */
export function askUnused(service: Service, { fleet, claims, askers }: Scope): Question[] {
  return FAMILIES.flatMap((family) => {
    const address = service.vip[family];
    if (address === undefined) return [];
    const isLedTo =
      fleet.spec.asn === undefined || claims.announces.some(({ prefix }) => prefix === hostPrefix(address));
    if (isEmitted(service) && isLedTo) return [];
    return service.frontends.flatMap(({ port, transports }) =>
      transports.flatMap((transport) => {
        const isUsed = claims.binds.some(
          (bind) => bind.address === address && bind.port === port && bind.transport === transport,
        );
        if (isLedTo && isUsed) return [];
        return askers
          .filter((asker) => asker.family === family)
          .map(
            ({ client, from }): Question => ({
              service: service.name,
              client,
              nodes: [],
              family,
              asked: `${transport} port ${port}`,
              probe: {
                ...{ transport, from, to: address, port, timeout: SILENCE, until: "data" },
                says: whatToSay("echo", transport),
              },
              wanted: { kind: "nothing" },
              causes: [service.vip.tree, ...valuesOf(service, ["state"], ["vip"])],
            }),
          );
      }),
    );
  });
}
