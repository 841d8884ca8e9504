// Generated from schemas/ by `npm run generate`; do not edit.

/**
 * A name: letters, digits, dots, dashes and underscores, with at least one letter, so that it is never taken for a number.
 */
export type Name = string;
/**
 * One line of free text without control characters.
 */
export type Text = string;
/**
 * A network in CIDR notation, or one address.
 */
export type Cidr = string;
/**
 * Name of a network (`world` is built in), or a network in CIDR notation.
 */
export type NetworkRef = string;
/**
 * Networks by name or in CIDR notation; never empty.
 *
 * @minItems 1
 */
export type NetworkRefs = NetworkRef[];
/**
 * Absolute path of a file or folder on a node.
 */
export type AbsolutePath = string;
/**
 * A node or group, or a list of them.
 */
export type NodeRefs = Name | Name[];
/**
 * A port number.
 */
export type Port = number;
/**
 * A length of time: a whole number and ms, s, m, h or d.
 */
export type Duration = string;
/**
 * One line handed to a daemon as it stands.
 */
export type RawLine = string;
/**
 * Lines handed to the daemon as they stand. The daemon checks them; lint shows each.
 *
 * @minItems 1
 */
export type RawLines = RawLine[];
/**
 * What a node does. It decides which daemons are generated for it.
 */
export type Role =
  "load-balancer" | "anycast-server" | "route-reflector" | "web-server" | "monitoring" | "server" | "router";
/**
 * One transport, or a list of them.
 */
export type Transports = Transport | Transport[];
/**
 * tcp or udp.
 */
export type Transport = "tcp" | "udp";
/**
 * Findings that are accepted: each silences one warning or notice, with a reason; until a day where it is a debt, without an end where it is by design.
 *
 * @minItems 1
 */
export type Accept = {
  /**
   * Code of the finding, as printed.
   */
  rule: string;
  reason: Text;
  /**
   * Last day on which it is accepted (YYYY-MM-DD); without one it is a decision that does not end.
   */
  until?: string;
}[];
/**
 * Name of a profile; the built-in ones start with `std/`.
 */
export type ProfileName = string;
/**
 * An IPv4 address.
 */
export type Ipv4 = string;
/**
 * An IPv6 address.
 */
export type Ipv6 = string;
/**
 * A host name in lower case, internationalised ones in punycode (xn--…).
 */
export type Hostname = string;
/**
 * Servers: a group, a list of nodes and groups (both replace what is inherited), or a map that amends what is inherited.
 */
export type Members =
  | Name
  | Name[]
  | {
      [k: string]: Member;
    };
/**
 * A number of events in a length of time, such as 200/10s.
 */
export type Rate = string;
/**
 * Path of a request, with an optional query.
 */
export type UrlPath = string;
/**
 * A status code (200), a range (200-204), or a list of them.
 */
export type StatusCodes = StatusCode | StatusCode[];
/**
 * A status code (200) or a range of them (200-204).
 */
export type StatusCode = number | string;
/**
 * command: program and arguments, run without a shell.
 *
 * @minItems 1
 */
export type Command = Text[];
/**
 * Path of a file in the catalog's folder, relative to that folder.
 */
export type RelativePath = string;

export interface Language {
  fleet: Fleet;
  node: Node;
  service: Service;
}
/**
 * What all services and nodes share.
 */
export interface Fleet {
  name: Name;
  description?: Text;
  /**
   * Autonomous system number of the fleet's iBGP.
   */
  asn?: number;
  /**
   * The sites that nodes stand at.
   *
   * @minItems 1
   */
  sites: Name[];
  /**
   * Versions of the daemons that the generated files are written for.
   */
  targets: {
    /**
     * Version of HAProxy.
     */
    haproxy?: "2.6" | "2.8" | "3.0";
    /**
     * Version of BIRD.
     */
    bird?: "2.0";
    /**
     * Version of Apache.
     */
    apache?: "2.4";
    /**
     * Version of Icinga 2.
     */
    icinga2?: "2.13";
    /**
     * Version of nftables.
     */
    nftables?: "1.0";
  };
  /**
   * The only prefixes that any node may ever announce. Every VIP lies inside one of them.
   *
   * @minItems 1
   */
  announce: Cidr[];
  management: NetworkRefs;
  /**
   * Where lines may stand that a daemon gets as they are (`haproxy:`, `apache: {lines}`): none at all; those of the section fleet alone; those of services too, and of the profiles and defaults that they inherit. services where nothing is said.
   */
  raw_lines?: "none" | "fleet" | "services";
  blocked?: NetworkRefs;
  /**
   * Folders on the nodes where commands named by a catalog may live.
   *
   * @minItems 1
   */
  command_directories?: AbsolutePath[];
  /**
   * Address family in which load balancers reach members.
   */
  member_family: "ipv4" | "ipv6";
  /**
   * Where answers to ACME HTTP-01 challenges come from; such requests are not redirected to https.
   */
  acme?: {
    nodes: NodeRefs;
    port: Port;
  };
  /**
   * Apache's own options that a server has once; those of sites are inherited through `defaults.service.apache`.
   */
  apache?: {
    /**
     * Lines for the server itself, outside of any virtual host, as they stand.
     *
     * @minItems 1
     */
    lines?: string[];
  };
  /**
   * BIRD's own options.
   */
  bird?: {
    /**
     * How fast a dead peer is noticed.
     */
    bfd?: {
      interval?: Duration;
      /**
       * Packets that must be missing before a peer counts as dead; 3 where it is not said.
       */
      multiplier?: number;
    };
  };
  /**
   * HAProxy's own options.
   */
  haproxy?: {
    global?: RawLines;
    /**
     * Lines of the log: default is HAProxy's own form with service, host, request id, TLS and user agent; json is one object to a line.
     */
    log?: "default" | "json";
    /**
     * Connections that a load balancer takes at a time. Where nothing is said: what frontends state in `limits.connections`, 50,000 that the others share, and 1,000 for statistics. Each takes two open files, beside some for listeners and checks, and about 35 kB of memory; HAProxy does not start where it can't have the files.
     */
    maxconn?: number;
  };
  /**
   * Icinga's own options.
   */
  icinga2?: {
    operators?: Name;
  };
}
/**
 * A machine.
 */
export interface Node {
  description?: Text;
  site: Name;
  /**
   * What it does.
   *
   * @minItems 1
   */
  roles: Role[];
  /**
   * false: others configure it; nothing is generated for it.
   */
  managed: boolean;
  /**
   * Groups that it belongs to.
   *
   * @minItems 1
   */
  groups?: Name[];
  /**
   * Its own addresses, with the prefix length of their subnet.
   */
  addresses: {
    /**
     * IPv4 address and prefix length.
     */
    ipv4?: string;
    /**
     * IPv6 address and prefix length.
     */
    ipv6?: string;
  };
  /**
   * Network interface that carries its addresses.
   */
  interface: string;
  /**
   * planned: nothing is emitted; active; draining: announces nothing, drained as a member; offline: nobody is told that it is down.
   */
  state: "planned" | "active" | "draining" | "offline";
  /**
   * Ports that it opens beside what services need.
   */
  ports?: {
    [k: string]: ExtraPort;
  };
  /**
   * Daemons that are left to the node's owner: `nftables: false`.
   */
  emit?: {
    /**
     * Whether HAProxy's configuration is generated.
     */
    haproxy?: boolean;
    /**
     * Whether BIRD's configuration is generated.
     */
    bird?: boolean;
    /**
     * Whether Apache's configuration is generated.
     */
    apache?: boolean;
    /**
     * Whether Icinga's configuration is generated.
     */
    icinga2?: boolean;
    /**
     * Whether the firewall is generated.
     */
    nftables?: boolean;
    /**
     * Whether health's configuration is generated.
     */
    health?: boolean;
  };
  accept?: Accept;
}
/**
 * A port beside the balanced ones: known to the firewall and the monitoring alone.
 */
export interface ExtraPort {
  description?: Text;
  port: Port;
  transport: Transports;
  from?: NetworkRefs;
  from_nodes?: NodeRefs;
  except?: NetworkRefs;
}
/**
 * A service: what it is, where it is reached, who may reach it, what stands behind it and how one sees that it is well.
 */
export interface Service {
  /**
   * Profiles that it inherits from; later ones win over earlier ones.
   */
  extends?: ProfileName | ProfileName[];
  description?: Text;
  owner?: Name;
  /**
   * planned: claims its address, emits nothing; testing: everything but paging; production; maintenance: answers with the maintenance page; draining: configured, its own VIP no longer announced; retired: name and address stay reserved, emits nothing.
   */
  state: "planned" | "testing" | "production" | "maintenance" | "draining" | "retired";
  /**
   * Name of the VIP, or its addresses in place.
   */
  vip: Name | OwnVip;
  /**
   * Host names that it answers to; the first is its canonical one.
   *
   * @minItems 1
   */
  hostnames?: Hostname[];
  /**
   * Whether the other host names answer 301 to the first.
   */
  canonical_redirect?: boolean;
  access: Access;
  balance: Balance;
  timeouts?: Timeouts;
  members?: Members;
  /**
   * Ports that it is reached at.
   */
  frontends: {
    [k: string]: Frontend;
  };
  /**
   * Pools of members.
   */
  backends?: {
    [k: string]: Backend;
  };
  paths?: Paths;
  /**
   * What is different below a path. Keys are literal prefixes of whole segments; the longest match wins. Access of a route holds for its path in any case.
   */
  routes?: {
    [k: string]: Route;
  };
  /**
   * Paths that lead elsewhere. Keys are literal prefixes of whole segments; the longest match wins.
   */
  redirects?: {
    [k: string]: Redirect;
  };
  health?: Health;
  /**
   * Ports beside the balanced ones, on nodes of the service.
   */
  ports?: {
    [k: string]: ServicePort;
  };
  monitoring?: Monitoring;
  accept?: Accept;
  /**
   * Apache's own options, for web servers among the members.
   */
  apache?: {
    document_root?: AbsolutePath;
    /**
     * Folders elsewhere that are served below a path.
     */
    aliases?: {
      [k: string]: AbsolutePath;
    };
    /**
     * HTTP headers set on all responses, errors too: name → value.
     */
    headers?: {
      [k: string]: string;
    };
    /**
     * Files that answer for a folder, best first; index.html where nothing is said, before it index.php where PHP runs.
     *
     * @minItems 1
     */
    index?: string[];
    /**
     * Whether folders without such a file are listed; false where nothing is said.
     */
    listing?: boolean;
    /**
     * Symbolic links that are followed: never; owner: those that belong to the owner of what they lead to; always. owner where nothing is said.
     */
    follow_links?: "never" | "owner" | "always";
    /**
     * What .htaccess files may change; nothing by default. AuthConfig is who may enter, so it is for sites alone that everybody may enter. Options may turn off Indexes, MultiViews and SymLinksIfOwnerMatch, but on nothing that the catalog leaves off.
     *
     * @minItems 1
     */
    override?: ("AuthConfig" | "FileInfo" | "Indexes" | "Limit" | "Options")[];
    php?: AbsolutePath;
    /**
     * Format of the access log, with the client's real address; combined where nothing is said.
     */
    log_format?: "common" | "combined" | "vhost_combined";
    error_pages?: AbsolutePath;
    /**
     * TLS ends at the members: where the backend has `tls`, or the stream is passed on.
     */
    tls?: {
      certificate: Name;
    };
    /**
     * Lines for the site's virtual host, as they stand.
     *
     * @minItems 1
     */
    lines?: string[];
  };
}
/**
 * Addresses of a VIP of the service's own.
 */
export interface OwnVip {
  ipv4?: Ipv4;
  ipv6?: Ipv6;
}
/**
 * Who may come in. It narrows and never widens: blocked networks first, then the service, the frontend, the route.
 */
export interface Access {
  from: NetworkRefs;
  except?: NetworkRefs;
}
/**
 * What spreads the load: HAProxy on load balancers, or the network among the servers themselves.
 */
export interface Balance {
  /**
   * haproxy: frontends on the nodes, each announcing the VIP while HAProxy answers on it; anycast: the servers themselves hold and announce the VIP.
   */
  by: "haproxy" | "anycast";
  nodes: NodeRefs;
  /**
   * Sites whose nodes are preferred while they are well; none: all alike.
   *
   * @minItems 1
   */
  prefer?: Name[];
}
/**
 * How long what may take.
 */
export interface Timeouts {
  connect?: Duration;
  client?: Duration;
  server?: Duration;
  queue?: Duration;
  tunnel?: Duration;
  http_request?: Duration;
  http_keep_alive?: Duration;
}
/**
 * One server of a pool.
 */
export interface Member {
  node?: Name;
  port?: Port;
  /**
   * Share of the load, 0 to 256; 100 is usual.
   */
  weight?: number;
  /**
   * Whether it gets new clients only when no other member serves. Of several backups all serve then; only the first does where the backend's `failback` is sessions, or where it passes streams on and states no `failback`.
   */
  backup?: boolean;
  server_name?: Hostname;
  /**
   * active; draining: keeps its sessions, gets no new ones; maintenance: gets nothing.
   */
  state?: "active" | "draining" | "maintenance";
}
/**
 * A port that the service is reached at.
 */
export interface Frontend {
  port: Port;
  transport?: Transports;
  /**
   * http: requests are read; tcp: the stream is passed on; tls: the stream is passed on by the server name in its handshake.
   */
  protocol: "http" | "tcp" | "tls";
  /**
   * https: answers with a redirect to the same place over https.
   */
  redirect?: "https";
  backend?: Name;
  access?: Access;
  tls?: FrontendTls;
  limits?: Limits;
  request_headers?: Headers;
  response_headers?: Headers;
  haproxy?: RawLines;
}
/**
 * TLS as clients see it.
 */
export interface FrontendTls {
  certificate?: Name;
  /**
   * Lowest version of TLS.
   */
  min_version?: "1.0" | "1.1" | "1.2" | "1.3";
  /**
   * Protocols offered, best first.
   *
   * @minItems 1
   */
  alpn?: ("h2" | "http/1.1")[];
  /**
   * Strict-Transport-Security: browsers come by https alone.
   */
  hsts?: {
    max_age: Duration;
    /**
     * Whether names below count too.
     */
    include_subdomains?: boolean;
    /**
     * Whether browsers may ship it.
     */
    preload?: boolean;
  };
  /**
   * Certificates asked of clients.
   */
  client_certificates?: {
    /**
     * Whether those without one are refused; true where nothing is said.
     */
    required?: boolean;
    ca: AbsolutePath;
    /**
     * Whether members are told who the client is, by X-SSL-Client-Verify (SUCCESS or NONE), and of a verified certificate X-SSL-Client-Subject-DN, -Subject-CN, -Issuer-DN, -Serial and -Fingerprint. What clients send by these names is removed in any case.
     */
    headers?: boolean;
  };
}
/**
 * What is too much, counted per load balancer.
 */
export interface Limits {
  /**
   * Connections at a time.
   */
  connections?: number;
  /**
   * Connections at a time of one source (IPv6: of one /64), to all services that share the port. More are refused; a client of HTTP is told so with 429, up to twice as many.
   */
  connections_per_source?: number;
  requests_per_source?: Rate;
  except?: NetworkRefs;
}
/**
 * HTTP headers to set: name → value; null removes the header from messages.
 */
export interface Headers {
  [k: string]: Text | null;
}
/**
 * A pool of members.
 */
export interface Backend {
  /**
   * http: requests; tcp: a stream.
   */
  protocol: "http" | "tcp";
  port?: Port;
  members?: Members;
  /**
   * How the load is spread.
   */
  algorithm: "round-robin" | "least-connections" | "source" | "uri" | "first" | "random";
  /**
   * How a member learns the client's address: header (X-Forwarded-For), proxy-v2, proxy-v1, or hidden.
   */
  client_address?: "header" | "proxy-v2" | "proxy-v1" | "hidden";
  check?: Check;
  tls?: BackendTls;
  /**
   * Connections at a time to one member; the rest waits.
   */
  member_connections?: number;
  /**
   * shared: a connection to a member serves requests of any client, one after the other (default). per-client: a connection serves one client alone, for members that authenticate a connection once and remember the user (Kerberos or NTLM).
   */
  connections?: "shared" | "per-client";
  /**
   * What becomes of open connections when members fail or return, in a pool with backups. sessions: those to a member that fails end, and those to backups end when another member is back, so that no two members are used at once; only the first backup serves. new-connections: they stay, and only new connections change members (default). Profiles of databases and directories set sessions.
   */
  failback?: "sessions" | "new-connections";
  persistence?: Persistence;
  maintenance_page?: RelativePath;
  /**
   * Whether responses are compressed.
   */
  compression?: boolean;
  /**
   * Apache's own options for the members of this backend.
   */
  apache?: {
    document_root?: AbsolutePath;
  };
  haproxy?: RawLines;
}
/**
 * A health check: who is asked what, how often, and what is a good answer.
 */
export interface Check {
  /**
   * Protocol of the check.
   */
  type:
    | "tcp"
    | "tls"
    | "http"
    | "https"
    | "ldap"
    | "smtp"
    | "imap"
    | "mysql"
    | "postgresql"
    | "redis"
    | "dns"
    | "ntp"
    | "radius"
    | "kerberos"
    | "ssh"
    | "mqtt"
    | "command";
  port?: Port;
  path?: UrlPath;
  host?: Hostname;
  expect?: Expect;
  query?: Hostname;
  /**
   * dns: type of record that is asked for.
   */
  record?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "SRV" | "TXT" | "PTR";
  base?: Text;
  /**
   * mysql, postgresql: user who says hello.
   */
  user?: string;
  command?: Command;
  interval: Duration;
  timeout?: Duration;
  /**
   * Good answers until it counts as well.
   */
  rise: number;
  /**
   * Bad answers until it counts as down.
   */
  fall: number;
}
/**
 * What a good answer has.
 */
export interface Expect {
  status?: StatusCodes;
  body?: Text;
}
/**
 * TLS towards the members.
 */
export interface BackendTls {
  /**
   * Whether the member's certificate is verified.
   */
  verify: boolean;
  ca?: AbsolutePath;
  server_name?: Hostname;
}
/**
 * How a client keeps its member.
 */
export interface Persistence {
  /**
   * cookie: a cookie of the load balancer; application-cookie: one that the application sets; source: the client's address.
   */
  by: "cookie" | "application-cookie" | "source";
  /**
   * Name of the cookie.
   */
  name?: string;
  timeout?: Duration;
  /**
   * cookie: whether browsers send the cookie from pages of other sites. none: always, and over https alone (services embedded in other sites, logins by SAML); lax: when following a link; strict: never. Default: no attribute, which browsers take for lax.
   */
  same_site?: "none" | "lax" | "strict";
}
/**
 * How paths of requests are compared.
 */
export interface Paths {
  /**
   * sensitive (default): /Api is not /api to routes with a backend and to redirects; ignore: it is, as it is for members on IIS or with Express. Access of a route always holds for its path in any case.
   */
  case?: "sensitive" | "ignore";
}
/**
 * What is different below a path.
 */
export interface Route {
  backend?: Name;
  access?: Access;
}
/**
 * Where a path leads.
 */
export interface Redirect {
  /**
   * URL, or a path of the same host. A host alone means its /.
   */
  to: string;
  /**
   * Status code; 302 where nothing is said.
   */
  status?: 301 | 302 | 303 | 307 | 308;
  /**
   * Whether what follows the matched path, and the query, is kept.
   */
  keep_path?: boolean;
}
/**
 * When a node announces the VIP.
 */
export interface Health {
  check?: Check;
  /**
   * Members that must be up. Only on a VIP of the service's own.
   */
  minimum_members?: number;
}
/**
 * A port beside the balanced ones, on nodes of the service.
 */
export interface ServicePort {
  description?: Text;
  port: Port;
  transport: Transports;
  nodes: NodeRefs;
  from?: NetworkRefs;
  from_nodes?: NodeRefs;
  except?: NetworkRefs;
}
/**
 * What is watched, and who is called.
 */
export interface Monitoring {
  /**
   * Whether the owner's pager is called at night.
   */
  page?: boolean;
  /**
   * How long before a certificate's end somebody is told.
   */
  certificate_expiry?: {
    warn: Duration;
    critical: Duration;
  };
  /**
   * Nodes or members that must be well; fewer are an alarm. Those that drain, are in maintenance or offline are not counted.
   */
  minimum_healthy?: number;
  /**
   * How members are checked directly, by backend; false: not at all, HAProxy's own health checks are watched instead.
   */
  members?:
    | false
    | {
        [k: string]: {
          port: Port;
        };
      };
  /**
   * Checks of the whole service, beside those that follow from it.
   */
  checks?: {
    [k: string]: MonitoringCheck;
  };
}
/**
 * A check of the whole service, asked at its VIP.
 */
export interface MonitoringCheck {
  /**
   * Protocol of the check.
   */
  type:
    | "tcp"
    | "tls"
    | "http"
    | "https"
    | "ldap"
    | "smtp"
    | "imap"
    | "mysql"
    | "postgresql"
    | "redis"
    | "dns"
    | "ntp"
    | "radius"
    | "kerberos"
    | "ssh"
    | "mqtt"
    | "command";
  port?: Port;
  path?: UrlPath;
  host?: Hostname;
  expect?: Expect;
  query?: Hostname;
  /**
   * dns: type of record that is asked for.
   */
  record?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "SRV" | "TXT" | "PTR";
  base?: Text;
  /**
   * mysql, postgresql: user who says hello.
   */
  user?: string;
  command?: Command;
  warn?: Duration;
  critical?: Duration;
}
