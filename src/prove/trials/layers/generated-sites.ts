import type { Serve, Target } from "../../../contract/claim.ts";
import type { Backend, Service } from "../../../contract/fleet.ts";
import type { Probe } from "../../questions/question.ts";
import type { Scope } from "../../questions/question-scope.ts";

/** A generated site on a member, behind a load balancer that tells it about clients. */
export interface Place {
  readonly service: Service;
  readonly backend: Backend;
  readonly serve: Serve;
  readonly target: Target;
}

/** The generated sites that a load balancer passes requests on to. */
export function placesBehind(node: string, scope: Scope): Place[] {
  const { fleet, claims } = scope;
  const places = new Map<string, Place>();
  for (const serve of claims.serves.filter(({ nodes }) => nodes.includes(node))) {
    const service = fleet.services.get(serve.service);
    const backend = service?.backends.find(({ name }) => name === serve.backend);
    if (service === undefined || backend === undefined || !tellsClients(backend)) continue;
    for (const target of serve.targets ?? []) {
      const key = `${service.name} ${target.address} ${target.port} ${serve.hostname ?? ""}`;
      if (isGenerated(target, scope)) places.set(key, { service, backend, serve, target });
    }
  }
  return [...places.values()];
}

/** Whether its members learn who the client is, from requests that the load balancer reads. */
function tellsClients({ protocol, clientAddress, spec }: Backend): boolean {
  if (clientAddress === "header") return true;
  return protocol === "http" && clientAddress !== "hidden" && spec.tls === undefined;
}

function isGenerated({ node, address, port }: Target, { listeners }: Scope): boolean {
  return listeners.some(
    (each) =>
      !each.played && each.speech === "http" && each.machine === node && each.address === address && each.port === port,
  );
}

/** Where a load balancer's requests to members come from. */
export function ownAddressOf(node: string, { nodes, memberFamily }: Scope["fleet"]): string | undefined {
  return nodes.get(node)?.addresses[memberFamily]?.address;
}

interface PassedOn {
  readonly host: string;
  readonly request: string;
  /** Address of the client. */
  readonly from: string;
  readonly timeout: number;
}

/** A request for a client, from a load balancer's own address to the member. */
export function passOn({ backend, target }: Place, own: string, { host, request, from, timeout }: PassedOn): Probe {
  return {
    ...{ transport: "tcp", from: own, to: target.address, port: target.port, until: "end", timeout },
    ...(backend.spec.tls === undefined ? {} : { tls: { servername: host } }),
    says: asPassedOn(request, backend, from),
  };
}

/** The request as a load balancer sends it for a client. Readers of PROXY understand version 1, too, whatever they are sent. */
function asPassedOn(request: string, { clientAddress }: Backend, from: string): string {
  if (clientAddress === "header") return request.replace("\r\n\r\n", `\r\nX-Forwarded-For: ${from}\r\n\r\n`);
  return `PROXY TCP${from.includes(":") ? 6 : 4} ${from} ${from} 40000 80\r\n${request}`;
}
