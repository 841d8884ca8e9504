import type { Claims } from "../../contract/claims.ts";
import type { Socket } from "../../contract/read-back.ts";
import type { HeardNode } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

/**
 * Ports that the kernel assigns to sockets without a port of their own; ip(7), `ip_local_port_range`. Load
 * balancers with many connections have a larger range than usual.
 */
const EPHEMERAL = { first: 10_240, last: 65_535 };

/** Each daemon listens where claims say, and nowhere else. */
export function compareBinds({ node, daemons }: HeardNode, { binds }: Claims): Mismatch[] {
  return [...daemons].flatMap(([daemon, { sockets }]): Mismatch[] => {
    const promised = binds.filter(({ by, nodes }) => by === daemon && nodes.includes(node));
    const missing = promised.filter((bind) => !sockets.some((socket) => isSamePlace(socket, bind)));
    const extra = sockets.filter((socket) => !isSender(socket) && !promised.some((bind) => isSamePlace(socket, bind)));
    return [
      ...missing.map((bind) => ({
        ...{ services: bind.services, node, asked: `listeners of ${daemon}` },
        ...{ wanted: `${daemon} at ${placeText(bind)}`, seen: "not listening there", ...firstCause(bind.causes) },
      })),
      ...extra.map((socket) => ({
        ...{ services: servicesAt(socket, binds), node, asked: `listeners of ${daemon}` },
        ...{ wanted: `nothing at ${placeText(socket)}`, seen: `${daemon} listens there` },
      })),
    ];
  });
}

export interface SocketAddress {
  readonly address: string;
  readonly family: Socket["family"];
  readonly port: number;
  readonly transport: Socket["transport"];
}

function isSamePlace(a: SocketAddress, b: SocketAddress): boolean {
  return a.address === b.address && a.family === b.family && a.port === b.port && a.transport === b.transport;
}

/** UDP clients wait for answers on a port that the kernel chose. */
function isSender({ transport, port }: SocketAddress): boolean {
  return transport === "udp" && EPHEMERAL.first <= port && port <= EPHEMERAL.last;
}

/** Services whose VIP an address is. */
export function servicesAt({ address }: Pick<SocketAddress, "address">, binds: Claims["binds"]): string[] {
  if (address === "*") return [];
  return [...new Set(binds.filter((bind) => bind.address === address).flatMap(({ services }) => services))].sort();
}
