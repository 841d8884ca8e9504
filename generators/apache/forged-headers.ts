import type { Site } from "./sites.ts";

/**
 * Headers by which a program might trust a load balancer. HAProxy, if it parses the requests, removes them and more;
 * mod_headers knows only whole names. Spellings with `_` do not reach programs: Apache 2.4 passes no such header to CGI
 * and FastCGI.
 */
const NAMES = [
  ...["Forwarded", "X-Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Protocol", "X-Forwarded-Scheme"],
  ...["X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Path", "X-Forwarded-Server"],
  ...["X-Forwarded-Ssl", "X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Forwarded-Client-Cert"],
  ...[
    "X-Forwarded-Tls-Client-Cert",
    "X-Forwarded-Uri",
    "X-Forwarded-Method",
    "X-Forwarded-By",
    "X-Forwarded-Preferred-Username",
  ],
  ...[
    "X-Real-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "X-Originating-IP",
    "X-Remote-IP",
    "X-Remote-Addr",
    "X-ProxyUser-IP",
  ],
  ...[
    "Client-IP",
    "True-Client-IP",
    "CF-Connecting-IP",
    "CF-Connecting-IPv6",
    "Fastly-Client-IP",
    "Proxy",
    "Proxy-Client-IP",
  ],
  ...[
    "WL-Proxy-Client-IP",
    "WL-Proxy-SSL",
    "X-Scheme",
    "X-Url-Scheme",
    "X-Host",
    "X-Http-Host-Override",
    "Front-End-Https",
  ],
  ...["X-Original-URL", "X-Original-URI", "X-Original-Host", "X-Original-Method", "X-Original-Proto", "X-Rewrite-URL"],
  ...["X-Script-Name", "Remote-User", "X-Remote-User", "X-Auth-Request-User", "X-Auth-Request-Email", "X-WebAuth-User"],
  ...[
    "Client-Cert",
    "Client-Cert-Chain",
    "X-Client-Cert",
    "X-Client-Verify",
    "X-Client-DN",
    "X-Client-CN",
    "X-ARR-ClientCert",
  ],
  ...[
    "X-ARR-SSL",
    "X-SSL",
    "X-SSL-CERT",
    "X-SSL-Client-Cert",
    "X-SSL-Client-CN",
    "X-SSL-Client-DN",
    "X-SSL-Client-S-DN",
  ],
  ...["X-SSL-Client-I-DN", "X-SSL-Client-Verify", "X-SSL-Client-Subject-DN", "X-SSL-Client-Subject-CN"],
  ...[
    "X-SSL-Client-Issuer-DN",
    "X-SSL-Client-Serial",
    "X-SSL-Client-Fingerprint",
    "SSL-Client-Cert",
    "SSL-Client-S-DN",
  ],
  ...["SSL-Client-Verify"],
].sort();

/** Whether clients reach Apache with nothing in between that parses requests. */
export function facesClients({ client, backends }: Site): boolean {
  return client === "peer" || backends.some(({ protocol }) => protocol === "tcp");
}

/** Removes such headers before anything reads them (`early`); only clients could have set them. */
export function forgedHeaderLines(site: Site): string[] {
  return facesClients(site) ? NAMES.map((name) => `RequestHeader unset ${name} early`) : [];
}
