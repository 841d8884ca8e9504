// Generated from schemas/ by `npm run generate`; do not edit.

/**
 * A name: letters, digits, dots, dashes and underscores, with at least one letter so that it is not mistaken for a number.
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
 * Networks by name or in CIDR notation. The list must not be empty.
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
 * A duration: a whole number followed by ms, s, m, h or d.
 */
export type Duration = string;
/**
 * One line that is written into a daemon's configuration unchanged.
 */
export type RawLine = string;
/**
 * Lines that are written into the daemon's configuration unchanged. The daemon checks them; lint reports each as a notice.
 *
 * @minItems 1
 */
export type RawLines = RawLine[];
/**
 * What a node does. The role decides which daemons are configured on it.
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
 * Findings that you accept. Each entry silences one warning or notice and gives a reason: until a date if it is to be fixed, without an end date if it is by design.
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
   * Last day on which the finding is accepted (YYYY-MM-DD). Without it the acceptance does not expire.
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
 * Members: a group, or a list of nodes and groups (both replace what is inherited), or a map that amends what is inherited.
 */
export type Members =
  | Name
  | Name[]
  | {
      [k: string]: Member;
    };
/**
 * A rate: a number of events per duration, such as 200/10s.
 */
export type Rate = string;
/**
 * Path of an HTTP request, with an optional query string.
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
 * command: program and arguments. It runs without a shell.
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
 * Settings that all services and nodes share.
 */
export interface Fleet {
  name: Name;
  description?: Text;
  /**
   * Autonomous system number for the fleet's iBGP sessions.
   */
  asn?: number;
  /**
   * Sites where nodes are located.
   *
   * @minItems 1
   */
  sites: Name[];
  /**
   * Daemon versions that the generated files are written for: the oldest that any node runs.
   */
  targets: {
    /**
     * Version of Apache.
     */
    apache?: "2.4";
    /**
     * Version of BIRD.
     */
    bird?: "2.0" | "2.17" | "3.1";
    /**
     * Version of HAProxy.
     */
    haproxy?: "2.6" | "2.8" | "3.0";
    /**
     * Version of Icinga 2.
     */
    icinga2?: "2.13" | "2.14";
    /**
     * Version of nftables.
     */
    nftables?: "1.0" | "1.1";
  };
  /**
   * The only prefixes that nodes may announce. Every VIP must lie inside one of them.
   *
   * @minItems 1
   */
  announce: Cidr[];
  management: NetworkRefs;
  /**
   * Where raw lines (`haproxy:`, `apache: {lines}`) are allowed. none: nowhere; fleet: only in the section `fleet`; services: also in services and in the profiles and defaults that they inherit. Default: services.
   */
  raw_lines?: "none" | "fleet" | "services";
  blocked?: NetworkRefs;
  /**
   * How much one change may do. `diff` refuses what exceeds a limit, until it is acknowledged with `--allow`. The lower limit of the old tree and of the new one counts.
   */
  guard?: {
    /**
     * Services and paths that everybody may ask and could not ask before; new services do not count. Default: 10.
     */
    opened?: number;
    /**
     * VIPs at which nothing is served any more. Default: 5.
     */
    withdrawn?: number;
    /**
     * Percent by which a pool may shrink. Default: 75.
     */
    members_removed?: number;
    /**
     * Prefixes that are no longer blocked. Default: 50.
     */
    unblocked?: number;
    /**
     * Frontends, backends and services that get raw lines. Default: 10.
     */
    raw_lines?: number;
    /**
     * Nodes with files that change. Default: no limit.
     */
    nodes?: number;
  };
  /**
   * Folders on the nodes in which the commands of a catalog must be located.
   *
   * @minItems 1
   */
  command_directories?: AbsolutePath[];
  /**
   * Address family that load balancers use to reach members.
   */
  member_family: "ipv4" | "ipv6";
  /**
   * Which nodes answer ACME HTTP-01 challenges. Challenge requests are not redirected to https.
   */
  acme?: {
    nodes: NodeRefs;
    port: Port;
  };
  /**
   * Apache options that apply once per server. Set options of all sites in `defaults.service.apache`.
   */
  apache?: {
    /**
     * Raw lines for the server configuration, outside of any virtual host.
     *
     * @minItems 1
     */
    lines?: string[];
  };
  /**
   * BIRD options.
   */
  bird?: {
    /**
     * BFD timers: how fast a dead peer is detected.
     */
    bfd?: {
      interval?: Duration;
      /**
       * Missing packets until a peer counts as dead. Default: 3.
       */
      multiplier?: number;
    };
  };
  /**
   * HAProxy options.
   */
  haproxy?: {
    global?: RawLines;
    /**
     * Log format. default: HAProxy's usual format plus service, host, request ID, TLS and user agent; json: one JSON object per line.
     */
    log?: "default" | "json";
    /**
     * Concurrent connections of a load balancer. Default: the sum of all `limits.connections`, plus 50,000 that the other frontends share, plus 1,000 for statistics. Each connection takes two open files and about 35 kB of memory; listeners and health checks need some files more. HAProxy does not start if it cannot open that many files.
     */
    maxconn?: number;
  };
  /**
   * Icinga options.
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
   * Roles of the node.
   *
   * @minItems 1
   */
  roles: Role[];
  /**
   * Whether intentlb configures the node. false: others do, and nothing is generated for it.
   */
  managed: boolean;
  /**
   * Groups that the node belongs to.
   *
   * @minItems 1
   */
  groups?: Name[];
  /**
   * The node's own addresses, with the prefix length of their subnet.
   */
  addresses: {
    /**
     * IPv4 address with prefix length.
     */
    ipv4?: string;
    /**
     * IPv6 address with prefix length.
     */
    ipv6?: string;
  };
  /**
   * Network interface that has the node's addresses.
   */
  interface: string;
  /**
   * planned: nothing is generated; active: in use; draining: announces nothing, and gets no new sessions as a member; offline: no alerts.
   */
  state: "planned" | "active" | "draining" | "offline";
  /**
   * Ports that the node opens in addition to those of services.
   */
  ports?: {
    [k: string]: ExtraPort;
  };
  /**
   * Daemons that the node's owner configures instead of intentlb, for example `nftables: false`.
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
 * A port in addition to the balanced ones. Only the firewall and the monitoring know it.
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
 * A service: its purpose, its addresses and ports, who may reach it, the members behind it and their health checks.
 */
export interface Service {
  /**
   * Profiles to inherit from. Later ones override earlier ones.
   */
  extends?: ProfileName | ProfileName[];
  description?: Text;
  owner?: Name;
  /**
   * planned: reserves its address, nothing is generated; testing: everything except paging; production: everything; maintenance: answers with the maintenance page; draining: still configured, but its own VIP is no longer announced; retired: name and address stay reserved, nothing is generated.
   */
  state: "planned" | "testing" | "production" | "maintenance" | "draining" | "retired";
  /**
   * Name of a VIP, or the addresses of a VIP that only this service uses.
   */
  vip: Name | OwnVip;
  /**
   * Host names of the service. The first is the canonical one.
   *
   * @minItems 1
   */
  hostnames?: Hostname[];
  /**
   * Whether the other host names redirect to the first (301).
   */
  canonical_redirect?: boolean;
  access: Access;
  balance: Balance;
  timeouts?: Timeouts;
  members?: Members;
  /**
   * Ports on which clients reach the service.
   */
  frontends: {
    [k: string]: Frontend;
  };
  /**
   * Backends: the pools of members.
   */
  backends?: {
    [k: string]: Backend;
  };
  paths?: Paths;
  /**
   * Exceptions below a path. Keys are literal prefixes of whole segments; the longest match wins. The access of a route applies to its path in upper and lower case.
   */
  routes?: {
    [k: string]: Route;
  };
  /**
   * Paths that are redirected. Keys are literal prefixes of whole segments; the longest match wins.
   */
  redirects?: {
    [k: string]: Redirect;
  };
  health?: Health;
  /**
   * Additional ports on nodes of the service, which are not balanced.
   */
  ports?: {
    [k: string]: ServicePort;
  };
  monitoring?: Monitoring;
  accept?: Accept;
  /**
   * Apache options, for members that are web servers.
   */
  apache?: {
    document_root?: AbsolutePath;
    /**
     * Other folders, each served below a path.
     */
    aliases?: {
      [k: string]: AbsolutePath;
    };
    /**
     * HTTP headers to set on all responses, including errors: name → value.
     */
    headers?: {
      [k: string]: string;
    };
    /**
     * Index files of a folder, preferred first. Default: index.html, and before it index.php if PHP is used.
     *
     * @minItems 1
     */
    index?: string[];
    /**
     * Whether folders without an index file are listed. Default: false.
     */
    listing?: boolean;
    /**
     * Which symbolic links are followed. never: none; owner: those whose owner also owns the target; always: all. Default: owner.
     */
    follow_links?: "never" | "owner" | "always";
    /**
     * What .htaccess files may change. Default: nothing. AuthConfig controls access, so only sites that are open to everybody may set it. Options can turn off Indexes, MultiViews and SymLinksIfOwnerMatch, but cannot turn on what the catalog leaves off.
     *
     * @minItems 1
     */
    override?: ("AuthConfig" | "FileInfo" | "Indexes" | "Limit" | "Options")[];
    php?: AbsolutePath;
    /**
     * Format of the access log, which has the client's real address. Default: combined.
     */
    log_format?: "common" | "combined" | "vhost_combined";
    error_pages?: AbsolutePath;
    /**
     * TLS settings of the members. Used if the backend has `tls`, or if TLS is passed through.
     */
    tls?: {
      certificate: Name;
    };
    /**
     * Raw lines for the site's virtual host.
     *
     * @minItems 1
     */
    lines?: string[];
  };
}
/**
 * Addresses of a VIP that only this service uses.
 */
export interface OwnVip {
  ipv4?: Ipv4;
  ipv6?: Ipv6;
}
/**
 * Which networks may connect. Access only ever narrows: `fleet.blocked` applies first, then the service, the frontend and the route.
 */
export interface Access {
  from: NetworkRefs;
  except?: NetworkRefs;
}
/**
 * How the load is balanced: by HAProxy on load balancers, or by anycast between the servers themselves.
 */
export interface Balance {
  /**
   * haproxy: load balancers run the frontends, and each announces the VIP while HAProxy answers on it. anycast: the servers themselves carry and announce the VIP.
   */
  by: "haproxy" | "anycast";
  nodes: NodeRefs;
  /**
   * Sites whose nodes are preferred while they are healthy. Without it all sites are equal.
   *
   * @minItems 1
   */
  prefer?: Name[];
}
/**
 * Timeouts.
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
 * One member of a backend.
 */
export interface Member {
  node?: Name;
  port?: Port;
  /**
   * Share of the load, 0 to 256. The usual value is 100.
   */
  weight?: number;
  /**
   * Whether the member gets new clients only when no other member is available. Several backups then all serve. Only the first serves if the backend's `failback` is sessions, or if the backend passes streams on and sets no `failback`.
   */
  backup?: boolean;
  server_name?: Hostname;
  /**
   * active: in use; draining: keeps its sessions, gets no new ones; maintenance: gets no traffic.
   */
  state?: "active" | "draining" | "maintenance";
}
/**
 * A port on which clients reach the service.
 */
export interface Frontend {
  port: Port;
  transport?: Transports;
  /**
   * http: requests are parsed; tcp: the stream is passed on; tls: the stream is passed on according to the server name in the TLS handshake.
   */
  protocol: "http" | "tcp" | "tls";
  /**
   * https: redirect every request to the same URL over https.
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
 * TLS settings towards clients.
 */
export interface FrontendTls {
  certificate?: Name;
  /**
   * Minimum TLS version.
   */
  min_version?: "1.0" | "1.1" | "1.2" | "1.3";
  /**
   * Application protocols to offer, preferred first.
   *
   * @minItems 1
   */
  alpn?: ("h2" | "http/1.1")[];
  /**
   * Strict-Transport-Security: browsers use https only.
   */
  hsts?: {
    max_age: Duration;
    /**
     * Whether it applies to subdomains too.
     */
    include_subdomains?: boolean;
    /**
     * Whether browsers may include the host in their preload list.
     */
    preload?: boolean;
  };
  /**
   * Client certificates that the port requests.
   */
  client_certificates?: {
    /**
     * Whether clients without a certificate are refused. Default: true.
     */
    required?: boolean;
    ca: AbsolutePath;
    /**
     * Whether members receive the client's identity: X-SSL-Client-Verify (SUCCESS or NONE) and, for a verified certificate, X-SSL-Client-Subject-DN, -Subject-CN, -Issuer-DN, -Serial and -Fingerprint. These headers are always removed from what clients send.
     */
    headers?: boolean;
  };
}
/**
 * Connection and request limits, counted per load balancer.
 */
export interface Limits {
  /**
   * Concurrent connections.
   */
  connections?: number;
  /**
   * Concurrent connections from one source address (IPv6: one /64), to all services that share the port. Further ones are refused. HTTP clients get status 429, up to twice the limit.
   */
  connections_per_source?: number;
  requests_per_source?: Rate;
  except?: NetworkRefs;
}
/**
 * HTTP headers to set: name → value. null removes the header from the message.
 */
export interface Headers {
  [k: string]: Text | null;
}
/**
 * A backend: a pool of members.
 */
export interface Backend {
  /**
   * http: requests are parsed; tcp: the stream is passed on.
   */
  protocol: "http" | "tcp";
  port?: Port;
  members?: Members;
  /**
   * Balancing algorithm.
   */
  algorithm: "round-robin" | "least-connections" | "source" | "uri" | "first" | "random";
  /**
   * How a member learns the client's address: header (X-Forwarded-For), proxy-v2, proxy-v1, or hidden (not at all).
   */
  client_address?: "header" | "proxy-v2" | "proxy-v1" | "hidden";
  check?: Check;
  tls?: BackendTls;
  /**
   * Concurrent connections to one member. Further ones wait.
   */
  member_connections?: number;
  /**
   * shared: a connection to a member serves the requests of any client, one after the other (default). per-client: a connection serves only one client. Set it for members that authenticate a connection once and remember the user (Kerberos or NTLM).
   */
  connections?: "shared" | "per-client";
  /**
   * What happens to open connections when members fail or return, in a backend with backups. sessions: connections to a failed member end, and connections to a backup end when another member returns, so that no two members are in use at once; only the first backup serves. new-connections: open connections stay, and only new ones change members (default). The profiles for databases and directories set sessions.
   */
  failback?: "sessions" | "new-connections";
  persistence?: Persistence;
  maintenance_page?: RelativePath;
  /**
   * Whether responses are compressed.
   */
  compression?: boolean;
  /**
   * Apache options for the members of this backend.
   */
  apache?: {
    document_root?: AbsolutePath;
  };
  haproxy?: RawLines;
}
/**
 * A health check: what is requested, how often, and which response counts as healthy.
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
   * dns: record type to query.
   */
  record?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "SRV" | "TXT" | "PTR";
  base?: Text;
  /**
   * mysql, postgresql: database user that the check logs in as.
   */
  user?: string;
  command?: Command;
  interval: Duration;
  timeout?: Duration;
  /**
   * Passed checks in a row until it counts as healthy.
   */
  rise: number;
  /**
   * Failed checks in a row until it counts as down.
   */
  fall: number;
}
/**
 * What a healthy response contains.
 */
export interface Expect {
  status?: StatusCodes;
  body?: Text;
}
/**
 * TLS settings towards the members.
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
 * Session persistence: how a client stays with its member.
 */
export interface Persistence {
  /**
   * cookie: a cookie that the load balancer sets; application-cookie: a cookie that the application sets; source: the client's address.
   */
  by: "cookie" | "application-cookie" | "source";
  /**
   * Name of the cookie.
   */
  name?: string;
  timeout?: Duration;
  /**
   * For cookie: whether browsers send the cookie from pages of other sites. none: always, and only over https (services embedded in other sites, SAML logins); lax: when following a link; strict: never. Default: no attribute, which browsers treat as lax.
   */
  same_site?: "none" | "lax" | "strict";
}
/**
 * How request paths are compared.
 */
export interface Paths {
  /**
   * sensitive (default): routes with a backend, and redirects, distinguish /Api from /api. ignore: they treat both alike, as members on IIS or Express do. The access of a route always applies to its path in upper and lower case.
   */
  case?: "sensitive" | "ignore";
}
/**
 * Exceptions below a path.
 */
export interface Route {
  backend?: Name;
  access?: Access;
}
/**
 * Target of a redirect.
 */
export interface Redirect {
  /**
   * URL, or a path on the same host. A URL without a path means /.
   */
  to: string;
  /**
   * Status code. Default: 302.
   */
  status?: 301 | 302 | 303 | 307 | 308;
  /**
   * Whether the rest of the path and the query string are appended to the target.
   */
  keep_path?: boolean;
}
/**
 * Conditions under which a node announces the VIP.
 */
export interface Health {
  check?: Check;
  /**
   * Members that must be up. Only for a VIP that no other service uses.
   */
  minimum_members?: number;
}
/**
 * An additional port on nodes of the service, which is not balanced.
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
 * What is monitored, and who is alerted.
 */
export interface Monitoring {
  /**
   * Whether the owner is paged at night.
   */
  page?: boolean;
  /**
   * How long before a certificate expires the owner is alerted.
   */
  certificate_expiry?: {
    warn: Duration;
    critical: Duration;
  };
  /**
   * Nodes or members that must be healthy. With fewer, Icinga reports CRITICAL. Those that drain, are in maintenance or are offline do not count.
   */
  minimum_healthy?: number;
  /**
   * How members are monitored directly, per backend. false: not at all; HAProxy's own health checks are monitored instead.
   */
  members?:
    | false
    | {
        [k: string]: {
          port: Port;
        };
      };
  /**
   * Additional checks of the whole service.
   */
  checks?: {
    [k: string]: MonitoringCheck;
  };
}
/**
 * A check of the whole service, run against its VIP.
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
   * dns: record type to query.
   */
  record?: "A" | "AAAA" | "CNAME" | "MX" | "NS" | "SOA" | "SRV" | "TXT" | "PTR";
  base?: Text;
  /**
   * mysql, postgresql: database user that the check logs in as.
   */
  user?: string;
  command?: Command;
  warn?: Duration;
  critical?: Duration;
}
