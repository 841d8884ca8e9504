import type { Block } from "../../../src/contract/block.ts";
import type { Fleet, Node } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { openSection } from "../config-text.ts";
import { ACME_BACKEND } from "../names.ts";
import { endpoint } from "../quote.ts";

/** Nodes that answer ACME challenges and can be reached, with their addresses. */
export function acmeServers(fleet: Fleet): { node: Node; address: string; port: number }[] {
  const { acme } = fleet;
  if (acme === undefined) return [];
  return acme.nodes
    .filter((node) => node.state !== "planned")
    .flatMap((node) => {
      const address = node.addresses[fleet.memberFamily]?.address;
      return address === undefined ? [] : [{ node, address, port: acme.port }];
    });
}

/** The backend that answers ACME's HTTP-01 challenges. */
export function acmeBackend(fleet: Fleet): Block[] {
  const servers = acmeServers(fleet).map(
    ({ node, address, port }) => `server ${node.name} ${endpoint(address, port)} check`,
  );
  const lines = ["balance roundrobin", ...servers];
  return [openSection(`backend ${ACME_BACKEND} from http`, lines, [at(fleet, "acme")], `backend ${ACME_BACKEND}`)];
}
