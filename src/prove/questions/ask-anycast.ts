import type { Bind } from "../../contract/claim.ts";
import type { Service } from "../../contract/fleet.ts";
import { holdersOf } from "../../lab/network/holders-of.ts";
import { isAdmitted } from "./access-of.ts";
import { type Asker, nodesFor } from "./asker.ts";
import { accessCauses } from "./causes.ts";
import { PATIENCE, type Probe, type Question, SILENCE } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { forgedRequest, httpRequest, tellsClient, tellsName, whatToSay } from "./what-to-say.ts";

/** Questions to a service whose servers carry the VIP themselves: the nodes that announce it answer. */
export function askAnycast(service: Service, scope: Scope): Question[] {
  if (service.balance.by !== "anycast") return [];
  return scope.claims.binds
    .filter(({ by, services }) => by === "service" && services.includes(service.name))
    .flatMap((bind) =>
      scope.askers.filter(({ family }) => family === bind.family).flatMap((asker) => ask(service, bind, asker, scope)),
    );
}

function ask(service: Service, bind: Bind, asker: Asker, scope: Scope): Question[] {
  const { fleet, claims, listeners, firewalled } = scope;
  const { address, port, transport, family } = bind;
  const listener = listeners.find(
    (each) => each.address === address && each.port === port && each.transport === transport,
  );
  const holders = holdersOf(bind, scope);
  if (listener === undefined || holders.length === 0) return [];
  const nodes = nodesFor(asker, holders, fleet);
  const admitted = isAdmitted(asker.from, bind, claims, fleet);
  if (!admitted && nodes.some((node) => !firewalled.has(node))) return [];
  const { speech, tls, played } = listener;
  const isHttp = speech === "http";
  const host = service.hostnames[0] ?? "localhost";
  const probe: Probe = {
    ...{ transport, from: asker.from, to: address, port },
    ...(tls ? { tls: { servername: host } } : {}),
    // Clients reach a stub of the lab directly, so there is no load balancer that must remove forged headers.
    says: isHttp ? (played ? httpRequest : forgedRequest)(host, "/") : whatToSay(speech, transport),
    until: isHttp ? "end" : "data",
    timeout: admitted ? PATIENCE : SILENCE,
  };
  const common = {
    service: service.name,
    client: asker.client,
    nodes,
    family,
    asked: `${transport} port ${port}`,
    probe,
    causes: [...bind.causes, ...accessCauses(fleet, asker.client, [service.access]), service.vip.tree],
  };
  if (!admitted) return [{ ...common, wanted: { kind: "nothing" } }];
  return [
    {
      ...common,
      wanted: {
        kind: "member",
        machines: tellsName(speech) ? nodes : [],
        told: isHttp ? "http" : "text",
        ...(isHttp || tellsClient(speech) ? { sees: "address" } : {}),
      },
    },
  ];
}
