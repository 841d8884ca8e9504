import type { Generator } from "../../src/contract/generator.ts";
import { BFD, BGP, claimAll } from "./claims.ts";
import { CODES } from "./codes.ts";
import { CONFIG_PATH, emitFiles } from "./emit-files.ts";
import { lint } from "./lint/lint.ts";
import { lintService } from "./lint/lint-service.ts";
import { buildModel, type Model, writesFor } from "./model.ts";
import { RULES } from "./rules.ts";

/** BIRD 2.0, https://bird.network.cz/?get_doc&f=bird.html&v=20, and the interfaces that VIPs are on. */
export const bird: Generator<Model> = {
  name: "bird",
  description: "BIRD on load balancers, anycast servers and route reflectors: sessions, filters and VIPs' interfaces",
  codes: CODES,
  rules: RULES,
  appliesTo: writesFor,
  ownFiles: ["/etc/bird", "/etc/systemd/network"],
  model: buildModel,
  lintService,
  lint: ({ model }, report) => lint(model, report),
  ownPorts: ({ fleet }) =>
    [...fleet.nodes.values()].filter(writesFor).flatMap((node) => [
      { node, port: BGP, transport: "tcp", what: "BGP" },
      { node, port: BFD, transport: "udp", what: "BFD" },
    ]),
  claims: ({ model }) => claimAll(model),
  emit: ({ model }) => emitFiles(model),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    surroundings: { etc: ["bird"], folders: [] },
    validate: () => ({ argv: ["bird", "-p", "-c", `/${CONFIG_PATH}`] }),
    // Withdrawn before the address is removed; added to the interface before HAProxy, which is reloaded later, binds it.
    reload: { argv: ["sh", "-c", "birdc configure && networkctl reload"] },
  },
};
