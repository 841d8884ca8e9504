import type { Node } from "../../src/contract/fleet.ts";
import type { Generator } from "../../src/contract/generator.ts";
import { claimAll, claimChecks } from "./claims/claims.ts";
import { CODES } from "./codes.ts";
import { emitFiles } from "./emit-files.ts";
import { lint } from "./lint.ts";
import { lintService } from "./lint-service.ts";
import { buildModel, type Model } from "./model.ts";
import { CONFIG_PATH } from "./names.ts";
import { PEERS_PORT } from "./process/peers.ts";
import { STATISTICS_PORT } from "./process/statistics.ts";
import { findRawLines } from "./raw/find-raw-lines.ts";
import { readMessages } from "./read-messages.ts";
import { requiredFiles } from "./requires.ts";
import { RULES } from "./rules.ts";
import { HAPROXY_WORDINGS } from "./wordings.ts";

/** HAProxy on the load balancers: Configuration Manual 2.6, https://docs.haproxy.org/2.6/configuration.html */
export const haproxy: Generator<Model> = {
  name: "haproxy",
  description: "HAProxy on the load balancers: frontends, maps, TLS, access, checks and members",
  codes: CODES,
  rules: RULES,
  appliesTo,
  ownFiles: [
    "/etc/haproxy/acl",
    "/etc/haproxy/crt-list",
    "/etc/haproxy/errors",
    "/etc/haproxy/haproxy.cfg",
    "/etc/haproxy/maps",
    "/etc/modules-load.d",
    "/etc/sysctl.d",
    "/etc/systemd/system/haproxy.service.d",
    "/usr/local/lib/intentlb",
  ],
  model: buildModel,
  rawLines: findRawLines,
  wordings: HAPROXY_WORDINGS,
  lintService,
  lint: ({ model }, report) => lint(model, report),
  ownPorts: ({ fleet }) =>
    [...fleet.nodes.values()].filter(appliesTo).flatMap((node) => [
      { node, port: STATISTICS_PORT, transport: "tcp", what: "HAProxy's statistics" },
      { node, port: PEERS_PORT, transport: "tcp", what: "HAProxy's peers" },
    ]),
  claims: ({ model }) => claimAll(model),
  checks: ({ model }) => claimChecks(model),
  emit: ({ model }, claims) => emitFiles(model, claims, appliesTo),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    // No -L: the file sets the node's name among its peers.
    validate: () => ({ argv: ["haproxy", "-c", "-f", `/${CONFIG_PATH}`] }),
    reload: { argv: ["systemctl", "reload", "haproxy"] },
    messages: readMessages,
    surroundings: { etc: ["haproxy"], folders: [] },
    requires: ({ model }, node) => requiredFiles(model, node),
  },
};

function appliesTo(node: Node): boolean {
  return (
    node.managed && node.state !== "planned" && node.roles.has("load-balancer") && node.spec.emit?.haproxy !== false
  );
}
