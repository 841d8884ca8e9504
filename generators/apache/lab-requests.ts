import type { HeardRequest } from "../../src/contract/heard-request.ts";
import { FORWARDED_HEADER, QUESTION_HEADER } from "../../src/contract/lab-headers.ts";
import { present } from "../../src/contract/present.ts";

/** File with a line for each request that is neither a question of the lab nor forwarded by a load balancer. */
export const HEARD = "/run/apache2/lab-requests.log";

/** Address of the sender, own address and port, server name, version of TLS, host, request line; `-` if absent. */
const fields = (tls: string) => `%{c}a %A %{local}p ${tls} %{Host}i %r`;

/** Lines of Apache's configuration; https://httpd.apache.org/docs/2.4/mod/mod_log_config.html. Only mod_ssl knows TLS. */
export const HEARD_LINES = `<IfModule ssl_module>
    LogFormat "${fields("%{SSL_TLS_SNI}x %{SSL_PROTOCOL}x")}" intentlb-lab
</IfModule>
<IfModule !ssl_module>
    LogFormat "${fields("- -")}" intentlb-lab
</IfModule>
GlobalLog "${HEARD}" intentlb-lab "expr=-z req_novary('${QUESTION_HEADER}') && -z req_novary('${FORWARDED_HEADER}')"
`;

/** Requests in that file. */
export function readHeard(text: string, machine: string): HeardRequest[] {
  return text.split("\n").flatMap((line): HeardRequest[] => {
    const [from, address, port, name, version, host, ...request] = line.split(" ");
    if (from === undefined || address === undefined || request.length < 2) return [];
    const about = { machine, address, port: Number(port), from, tls: version !== "-" };
    return [{ ...about, says: request.join(" "), ...present({ servername: given(name), host: given(host) }) }];
  });
}

function given(field: string | undefined): string | undefined {
  return field === "-" ? undefined : field;
}
