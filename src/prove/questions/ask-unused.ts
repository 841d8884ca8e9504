import { isEmitted } from "../../claims/emitted.ts";
import { FAMILIES, type Service } from "../../resolve/fleet.ts";
import type { Scope } from "./plan-questions.ts";
import { type Question, SILENCE } from "./question.ts";
import { whatToSay } from "./what-to-say.ts";

/** The VIP of a service that is planned or retired answers nowhere, unless another service is at the same place. */
export function askUnused(service: Service, { claims, askers }: Scope): Question[] {
  if (isEmitted(service)) return [];
  return FAMILIES.flatMap((family) => {
    const address = service.vip[family];
    if (address === undefined) return [];
    return service.frontends.flatMap(({ port, transports }) =>
      transports.flatMap((transport) => {
        const isUsed = claims.binds.some(
          (bind) => bind.address === address && bind.port === port && bind.transport === transport,
        );
        if (isUsed) return [];
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
              wanted: { kind: "nothing", connects: false },
            }),
          );
      }),
    );
  });
}
