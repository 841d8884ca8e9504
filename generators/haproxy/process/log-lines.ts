import type { Fleet } from "../../../src/contract/fleet.ts";

/** Log formats, for the HTTP and stream defaults (Configuration Manual 2.6, 8.2.4 "Custom log format"). */
export interface LogFormats {
  readonly http: string;
  readonly tcp: string;
  /** For what ends without a request: failed handshakes, bad (400) or incomplete (408) ones (8.2.5 "Error log format"). */
  readonly httpError: string;
  readonly tcpError: string;
}

/** Text that a client controls: escaped as JSON, without invalid UTF-8. It cannot end its quotes or its line. */
const chosen = (sample: string): string => `%[${sample},json(utf8s)]`;

const HOST = chosen("var(txn.host)");
const TARGET = chosen("var(txn.target)");
const AGENT = chosen("var(txn.agent)");
const SERVER_NAME = chosen("ssl_fc_sni");

/** The fields of `option httplog` and `option tcplog`, with service and host; then other useful facts. */
const TEXT: LogFormats = {
  http: `"%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %[var(txn.service)] \\"${HOST}\\" %{+Q}r %ID %sslv %sslc \\"${SERVER_NAME}\\" \\"${AGENT}\\""`,
  tcp: `"%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq %ID %sslv %sslc \\"${SERVER_NAME}\\""`,
  httpError: `"%ci:%cp [%t] %ft %ST %{+Q}[fc_err_str] %{+Q}[ssl_fc_err_str] %sslv \\"${SERVER_NAME}\\""`,
  tcpError: `"%ci:%cp [%t] %ft %{+Q}[fc_err_str] %{+Q}[ssl_fc_err_str] %sslv \\"${SERVER_NAME}\\""`,
};

const CLIENT = `"client":"%ci","client_port":%cp,"frontend":"%f"`;
const SERVER = `"backend":"%b","member":"%s"`;
const TLS = `"tls":{"version":"%sslv","cipher":"%sslc","server_name":"${SERVER_NAME}"}`;
const ERROR = `"error":"%[fc_err_str]","tls_error":"%[ssl_fc_err_str]"`;
const LOAD = `"connections":{"process":%ac,"frontend":%fc,"backend":%bc,"member":%sc},"retries":"%rc","queued":{"member":%sq,"backend":%bq}`;

/** One object per line. */
const JSON_LINES: LogFormats = {
  http: `'{"time":"%tr",${CLIENT},"service":"%[var(txn.service)]",${SERVER},"host":"${HOST}","method":"%HM","target":"${TARGET}","version":"%HV","status":%ST,"bytes":%B,"milliseconds":{"request":%TR,"queue":%Tw,"connect":%Tc,"response":%Tr,"total":%Ta},"termination":"%tsc",${LOAD},"id":"%ID",${TLS},"user_agent":"${AGENT}"}'`,
  tcp: `'{"time":"%t",${CLIENT},${SERVER},"bytes":%B,"milliseconds":{"queue":%Tw,"connect":%Tc,"total":%Tt},"termination":"%ts",${LOAD},"id":"%ID",${TLS}}'`,
  httpError: `'{"time":"%t",${CLIENT},"status":%ST,${ERROR},${TLS}}'`,
  tcpError: `'{"time":"%t",${CLIENT},${ERROR},${TLS}}'`,
};

/** The fleet's log format. */
export function logFormats(fleet: Fleet): LogFormats {
  return fleet.spec.haproxy?.log === "json" ? JSON_LINES : TEXT;
}
