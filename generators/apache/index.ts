import { compareText } from "../../src/contract/compare-text.ts";
import type { Generator } from "../../src/contract/generator.ts";
import { claimBinds } from "./claims.ts";
import { CODES } from "./codes.ts";
import { CONFIG, emitFiles, MODULES } from "./emit-files.ts";
import { findRawLines } from "./find-raw-lines.ts";
import { lint } from "./lint/lint.ts";
import { lintService } from "./lint/lint-service.ts";
import { buildModel, isWebServer, type Model, webServerOf } from "./model.ts";
import { neededModules } from "./modules.ts";
import { RULES } from "./rules.ts";
import { APACHE_WORDINGS } from "./wordings.ts";

/**
 * What Debian's apache2.conf takes from the environment of apache2ctl. The folders exist on every machine: Apache's own
 * below /run are created when it starts, and it rejects a missing run folder.
 */
const ENVIRONMENT = [
  "RUN_USER www-data",
  "RUN_GROUP www-data",
  "PID_FILE /var/run/apache2/apache2.pid",
  "RUN_DIR /run",
  "LOCK_DIR /run/lock",
  "LOG_DIR /var/log/apache2",
].flatMap((variable) => ["-C", `Define APACHE_${variable}`]);

/** Reads our files even if the server's own do not include them, such as when a copy of them is checked. */
const OURS = [
  "<IfDefine !INTENTLB>",
  `IncludeOptional /${MODULES}/*.load`,
  `Include /${CONFIG}`,
  "</IfDefine>",
].flatMap((line) => ["-c", line]);

/** Apache on the web servers, as Debian lays it out: https://httpd.apache.org/docs/2.4/ */
export const apache: Generator<Model> = {
  name: "apache",
  description: "Apache on the web servers: ports, a virtual host per site, the client's real address, access",
  codes: CODES,
  rules: RULES,
  appliesTo: isWebServer,
  ownFiles: [
    "/etc/apache2/conf-enabled/zz-intentlb.conf",
    "/etc/apache2/intentlb",
    "/etc/apache2/mods-enabled",
    "/etc/apache2/ports.conf",
  ],
  model: buildModel,
  rawLines: findRawLines,
  wordings: APACHE_WORDINGS,
  lintService,
  lint: ({ model }, report) => lint(model, report),
  claims: ({ model }) => claimBinds(model),
  emit: ({ model }) => emitFiles(model),
  daemon: {
    readBack: async () => (await import("./read-back.ts")).readBack,
    validate: () => ({ argv: ["apache2", "-t", ...ENVIRONMENT, ...OURS] }),
    debian: "apache2",
    surroundings: { etc: ["apache2", "php"], folders: ["run/lock", "var/log/apache2", "var/www/html"] },
    reload: { argv: ["systemctl", "reload", "apache2"] },
    requires: ({ model }, node) => {
      const sites = webServerOf(model, node)?.sites ?? [];
      const files = sites.flatMap(({ certificate }) => certificate?.file ?? []);
      return [...new Set(files)].sort(compareText);
    },
    modules: ({ model }, node) => {
      const server = webServerOf(model, node);
      return server === undefined ? [] : neededModules(server);
    },
  },
};
