import type { CodeEntry } from "../../src/contract/code-entry.ts";

/** Findings about what Apache cannot do with a fleet, or would do and nobody wants. */
export const CODES = {
  "apache/around-route": {
    severity: "warning",
    about:
      "A route has access of its own, and another path of a site on the same web server shows the same files without it: an alias or document root leads into the route's folder, or has it inside. Who may not see the one asks for the other.",
  },
  "apache/certificate-missing": {
    severity: "error",
    about:
      "TLS ends at members that Apache serves: load balancers speak it to them, or pass that of clients on. But nothing says which certificate they show. Write `apache: {tls: {certificate: …}}`.",
  },
  "apache/certificate-name": {
    severity: "warning",
    about:
      "Load balancers verify the name of members, and the certificate that Apache shows does not have it: no member would count as well.",
  },
  "apache/document-root-missing": {
    severity: "warning",
    about:
      "A web server is a member, but nothing says what it serves. No site is generated, and unless another program answers there the member is down. State `apache: {document_root: …}`.",
  },
  "apache/document-root-shared": {
    severity: "warning",
    about:
      "Two services on one web server serve the same folder, or one serves a folder inside the other's: what one of them keeps from strangers may be had from the other.",
  },
  "apache/health-path-caught": {
    severity: "warning",
    about:
      "The path of a check lies below a redirect or a route with access of its own: members answer it to load balancers and monitoring all the same, but it says nothing about what clients get. Or its host name is one that Apache redirects to the canonical one, and the redirect is all that it sees. Ask for another path or name.",
  },
  "apache/host-name-twice": {
    severity: "error",
    about:
      "Two sites at the same port of a web server answer to the same host name, or to all that nobody has. Apache would take the first and never the other. Use different ports or names.",
  },
  "apache/names-unchecked": {
    severity: "error",
    about:
      "Members do not know who asks for a restricted site (`client_address: hidden`), so that it lets in whoever comes from a load balancer. Another service leads to the same port of a member and lets through any name: its clients could ask for that site. Give one of them another port, or let members know the client.",
  },
  "apache/override-access": {
    severity: "error",
    about:
      "`.htaccess` files may say who is let in (`override: [AuthConfig]`), and the catalog restricts the site or a route of it, or its members expect PROXY from load balancers alone. Apache reads `<If>` of such a file after all that is generated, and `Satisfy Any` turns it off: one line there opens what the catalog closes. Leave `AuthConfig` out. Passwords are asked for in addition by sections `Directory` of a file that a line of `apache.lines` includes.",
  },
  "apache/proxy-differs": {
    severity: "error",
    about:
      "Apache expects a PROXY header per address and port, not per site: two sites that disagree can't share a port of a web server. Give one of them another port, or both the same `client_address`.",
  },
  "apache/system-folder": {
    severity: "warning",
    about:
      "A document root, alias or folder of error pages is one of the operating system (`/etc`, `/var/lib`, `/home`), lies inside one, or has one or a certificate's key inside: strangers would read configuration, logs or keys. Serve a folder of the website's own.",
  },
  "apache/tls-differs": {
    severity: "error",
    about: "At one port of a web server one site speaks TLS and another does not. Give one of them another port.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
