import type { LabDaemon, LoggedRequest } from "../../src/contract/lab-daemon.ts";
import { LOG_FORMATS } from "../../src/fleet/log-format.ts";

const SHOW = `cd /var/log/apache2 || exit
grep -HF -- "GET $1 HTTP/" *.access.log
ls -- *.error.log
:`;

/** Each format with a client and a status; https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats */
const REQUEST = String.raw`(?<client>\S+) \S+ \S+ \[[^\]]+\] "[^"]*" (?<status>\d+) \d+`;
const FORMATS = {
  common: new RegExp(`^${REQUEST}$`),
  combined: new RegExp(`^${REQUEST} "[^"]*" "[^"]*"$`),
  vhost_combined: new RegExp(`^\\S+:\\d+ ${REQUEST} "[^"]*" "[^"]*"$`),
};

/** The logs of sites, as generated: `/var/log/apache2/SERVICE.access.log` and `SERVICE.error.log`. */
export const logs: NonNullable<LabDaemon["logs"]> = {
  show: (path) => ["sh", "-c", SHOW, "sh", path],
  read: (answer) => {
    const lines = answer.split("\n");
    return {
      requests: lines.flatMap(readLine),
      errors: lines.flatMap((line) => /^(?<service>\S+)\.error\.log$/.exec(line)?.groups?.["service"] ?? []),
    };
  },
};

/** `web.access.log:192.0.2.1 - - [...] "GET / HTTP/1.1" 200 5` */
function readLine(text: string): LoggedRequest[] {
  const { service, line = "" } = /^(?<service>[^:]+)\.access\.log:(?<line>.*)$/.exec(text)?.groups ?? {};
  if (service === undefined) return [];
  for (const format of LOG_FORMATS) {
    const found = FORMATS[format].exec(line)?.groups;
    if (found !== undefined) {
      return [{ service, format, client: found["client"] ?? "", status: Number(found["status"]) }];
    }
  }
  return [{ service, client: "", status: 0 }];
}
