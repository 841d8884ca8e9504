import type { Bind } from "../../src/contract/claim.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES } from "../../src/contract/fleet.ts";
import type { Model } from "./model.ts";

/**
 * Apache listens at its ports on all addresses of its nodes. Sources are claimed by those that connect: load balancers
 * and monitoring.
 */
export function claimBinds({ servers }: Model): Bind[] {
  return servers.flatMap(({ node, listens }) =>
    listens.flatMap(({ port, sites }) => {
      const services = [...new Set(sites.map(({ service }) => service.name))].sort(compareText);
      const causes = [...new Set(sites.flatMap(({ backends }) => backends.map(({ tree }) => tree)))];
      return FAMILIES.filter((family) => node.addresses[family] !== undefined).map(
        (family): Bind => ({
          kind: "bind",
          nodes: [node.name],
          address: "*",
          family,
          port,
          transport: "tcp",
          by: "apache",
          services,
          causes,
        }),
      );
    }),
  );
}
