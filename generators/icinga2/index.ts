import type { Generator } from "../../src/contract/generator.ts";
import { claimAll, claimRedirects } from "./claims.ts";
import { CODES } from "./codes.ts";
import { emitFiles } from "./emit-files.ts";
import { lint } from "./lint.ts";
import { requiredFiles } from "./requires.ts";
import { API_PORT, rosterOf, writesFor } from "./roster.ts";
import { validateCommand } from "./validate.ts";

/** Icinga 2.13, https://icinga.com/docs/icinga-2/latest/doc/09-object-types/ */
export const icinga2: Generator = {
  name: "icinga2",
  description: "Icinga 2: hosts, checks, dependencies and notifications on monitoring hosts, agents everywhere else",
  codes: CODES,
  appliesTo: writesFor,
  lint: ({ fleet }, report) => lint(fleet, report),
  ownPorts: ({ fleet }) => {
    const { masters, agents } = rosterOf(fleet);
    const nodes = [...masters, ...agents.map((agent) => agent.node)];
    return nodes.map((node) => ({ node, port: API_PORT, transport: "tcp", what: "Icinga's API" }));
  },
  claims: ({ fleet }) => claimAll(fleet),
  claimChecks: ({ fleet }, claims) => claimRedirects(fleet, claims),
  emit: ({ fleet }, claims) => emitFiles(fleet, claims),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    validate: validateCommand,
    program: "icinga2",
    reload: { argv: ["systemctl", "reload", "icinga2"] },
    requires: ({ fleet }, node) => requiredFiles(fleet, node),
    debian: "icinga2-bin",
  },
};
