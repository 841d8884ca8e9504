import type { Generator } from "../../src/contract/generator.ts";
import { claimAll, claimChecks } from "./claims.ts";
import { CODES } from "./codes.ts";
import { emitFiles } from "./emit-files.ts";
import { lint } from "./lint.ts";
import { lintService } from "./lint-service.ts";
import { ableNodes, buildModel, type Model } from "./model.ts";
import { API_PORT, rosterOf, writesFor } from "./monitored/roster.ts";
import { requiredFiles } from "./requires.ts";
import { RULES } from "./rules.ts";
import { validateCommand } from "./validate.ts";

/** Icinga 2.13, https://icinga.com/docs/icinga-2/latest/doc/09-object-types/ */
export const icinga2: Generator<Model> = {
  name: "icinga2",
  description: "Icinga 2: hosts, checks, dependencies and notifications on monitoring hosts, agents everywhere else",
  codes: CODES,
  rules: RULES,
  appliesTo: writesFor,
  ownFiles: ["/etc/icinga2/icinga2.conf", "/etc/icinga2/intentlb", "/usr/local/lib/intentlb"],
  model: buildModel,
  lintService,
  lint: ({ fleet }, report) => lint(fleet, report),
  ownPorts: ({ fleet }) =>
    [...ableNodes(rosterOf(fleet))].map((node) => ({ node, port: API_PORT, transport: "tcp", what: "Icinga's API" })),
  claims: ({ model }) => claimAll(model),
  checks: ({ model }, claims) => claimChecks(model, claims),
  emit: ({ model }, claims) => emitFiles(model, claims),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    validate: validateCommand,
    program: "icinga2",
    reload: { argv: ["systemctl", "reload", "icinga2"] },
    requires: ({ model }, node) => requiredFiles(model, node),
    debian: "icinga2-bin",
    surroundings: { etc: ["icinga2"], folders: [] },
  },
};
