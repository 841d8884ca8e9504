import type { Generator } from "../../src/contract/generator.ts";
import { claimChecks } from "./claims.ts";
import { CODES } from "./codes.ts";
import { CONFIG_PATH, emitFiles, PROGRAM_PATH } from "./emit-files.ts";
import { lint, lintService } from "./lint.ts";
import { type HealthVip, healthVips, runsOn } from "./model.ts";
import { requiredFiles } from "./requires.ts";
import { RULES } from "./rules.ts";

/** The program that decides on each node which VIPs are healthy there and therefore announced. */
export const health: Generator<readonly HealthVip[]> = {
  name: "health",
  description: "The health daemon on load balancers and anycast servers: announces VIPs while they are healthy",
  codes: CODES,
  rules: RULES,
  appliesTo: runsOn,
  ownFiles: [
    "/etc/intentlb",
    "/etc/sysctl.d",
    "/etc/systemd/system/intentlb-health.service",
    "/etc/tmpfiles.d",
    "/usr/local/lib/intentlb",
  ],
  model: healthVips,
  lintService,
  lint: ({ fleet }, report) => lint(fleet, report),
  claims: () => [],
  checks: ({ fleet, model }) => claimChecks(fleet, model),
  emit: ({ fleet, model }, claims) => emitFiles(fleet, model, claims),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    validate: () => ({ argv: [`/${PROGRAM_PATH}`, "check", `/${CONFIG_PATH}`] }),
    requires: ({ fleet, model }, node) => requiredFiles(fleet, model, node),
    debian: "perl-base",
    reload: { argv: ["systemctl", "reload-or-restart", "intentlb-health"] },
  },
};
