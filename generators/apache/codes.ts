import type { CodeEntry } from "../../src/contract/finding.ts";

/** Findings about what Apache cannot do with a fleet, or would do and nobody wants. */
export const CODES = {
  "apache/around-route": {
    severity: "warning",
    about:
      "A route has access of its own, but another path of a site on the same web server serves the same files without it: an alias or document root leads into the route's folder, or contains it. Clients that may not use one path can use the other.",
  },
  "apache/certificate-missing": {
    severity: "error",
    about:
      "TLS ends at members that Apache serves: load balancers speak it to them, or forward that of clients. But no certificate is set. Write `apache: {tls: {certificate: …}}`.",
  },
  "apache/certificate-name": {
    severity: "warning",
    about:
      "Load balancers verify the name of members, but the certificate that Apache shows does not have it: no member would be healthy.",
  },
  "apache/document-root-missing": {
    severity: "warning",
    about:
      "A web server is a member, but has no document root. No site is generated, and unless another program answers there the member is down. Set `apache: {document_root: …}`.",
  },
  "apache/document-root-shared": {
    severity: "warning",
    about:
      "Two services on one web server serve the same folder, or one serves a folder inside the other's: files that one of them restricts can be read from the other.",
  },
  "apache/health-path-caught": {
    severity: "warning",
    about:
      "The path of a check is below a redirect or a route with access of its own: members answer it to load balancers and monitoring, but the answer shows nothing about what clients get. Or its host name is one that Apache redirects to the canonical one, so the check only sees the redirect. Use another path or name.",
  },
  "apache/host-name-twice": {
    severity: "error",
    about:
      "Two sites at the same port of a web server answer to the same host name, or to all unknown names. Apache would use the first and never the other. Use different ports or names.",
  },
  "apache/names-unchecked": {
    severity: "error",
    about:
      "Members do not see the clients of a restricted site (`client_address: hidden`), so it allows every request from a load balancer. Another service leads to the same port of a member and forwards any name: its clients could reach that site. Give one of them another port, or send members the client's address.",
  },
  "apache/override-access": {
    severity: "error",
    about:
      "`.htaccess` files may set access (`override: [AuthConfig]`), but the catalog restricts the site or a route of it, or its members accept the PROXY protocol only from load balancers. Apache reads `<If>` of such a file after all generated rules, and `Satisfy Any` turns them off: one line there opens what the catalog closes. Remove `AuthConfig`. For additional passwords, use sections `Directory` of a file that a line of `apache.lines` includes.",
  },
  "apache/proxy-differs": {
    severity: "error",
    about:
      "Apache expects a PROXY header per address and port, not per site: two sites that differ cannot share a port of a web server. Give one of them another port, or both the same `client_address`.",
  },
  "apache/system-folder": {
    severity: "warning",
    about:
      "A document root, alias or folder of error pages belongs to the operating system (`/etc`, `/var/lib`, `/home`), is inside such a folder, or contains one or a certificate's key: strangers could read configuration, logs or keys. Serve a folder of the website's own.",
  },
  "apache/tls-differs": {
    severity: "error",
    about: "At the same port of a web server, one site speaks TLS and another does not. Give one of them another port.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
