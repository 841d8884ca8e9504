import type { CheckQuestion, CheckSpec } from "./check-spec.ts";
import type {
  Backend as BackendSpec,
  Fleet as FleetSpec,
  Frontend as FrontendSpec,
  Node as NodeSpec,
  Service as ServiceSpec,
} from "./language.ts";
import type { MapTree, Tree } from "./tree.ts";

/**
 * The fleet: the catalog with inheritance resolved, defaults applied and names linked. Immutable; everything after it
 * is pure. Each thing keeps its `tree`, the merged value with places, so a finding can show where something was
 * written; `at(thing, path)` in `origin.ts` gives the place of one key.
 * Generators read plain values from `spec` where a value needs no work, and the linked fields otherwise.
 */
export interface Fleet {
  readonly name: string;
  readonly spec: FleetSpec;
  readonly tree: MapTree;
  readonly networks: ReadonlyMap<string, Network>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly vips: ReadonlyMap<string, Vip>;
  readonly certificates: ReadonlyMap<string, Certificate>;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly services: ReadonlyMap<string, Service>;
  readonly management: PrefixSet;
  readonly blocked: PrefixSet;
  readonly announce: PrefixSet;
  readonly memberFamily: Family;
  /** Contents of the files that services name, by their path in the catalog. */
  readonly files: ReadonlyMap<string, string>;
  readonly acme?: { readonly nodes: readonly Node[]; readonly port: number };
}

export type Family = "ipv4" | "ipv6";
export const FAMILIES: readonly Family[] = ["ipv4", "ipv6"];
export type Transport = "tcp" | "udp";

/** Prefixes by family, canonical (`192.0.2.0/24`), sorted, without duplicates. */
export interface PrefixSet {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

export interface Network {
  readonly name: string;
  readonly prefixes: PrefixSet;
  readonly tree: Tree;
}

export interface Team {
  readonly name: string;
  readonly email: string;
  readonly pager?: string;
  readonly tree: Tree;
}

export interface Group {
  readonly name: string;
  /** Sorted by name. */
  readonly nodes: readonly Node[];
  readonly tree: Tree;
}

export interface Certificate {
  readonly name: string;
  readonly file: string;
  readonly names: readonly string[];
  readonly tree: Tree;
}

export interface Vip {
  /** Its name in the catalog; absent when the service lists the addresses itself. */
  readonly name?: string;
  /** Canonical addresses. */
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly fallback?: Service;
  /** Services reached at it, sorted by name, whatever their state. */
  readonly services: readonly Service[];
  readonly tree: Tree;
}

export interface HostAddress {
  /** Canonical address. */
  readonly address: string;
  readonly prefixLength: number;
  /** Canonical prefix of its subnet. */
  readonly subnet: string;
}

export type Role =
  | "load-balancer"
  | "anycast-server"
  | "route-reflector"
  | "web-server"
  | "monitoring"
  | "server"
  | "router";

export interface Node {
  readonly name: string;
  readonly spec: NodeSpec;
  readonly tree: MapTree;
  readonly site: string;
  readonly roles: ReadonlySet<Role>;
  readonly groups: readonly string[];
  readonly managed: boolean;
  readonly state: "planned" | "active" | "draining" | "offline";
  readonly addresses: { readonly ipv4?: HostAddress; readonly ipv6?: HostAddress };
  /** Sorted by name. */
  readonly ports: readonly ExtraPort[];
}

export interface ExtraPort {
  readonly name: string;
  readonly port: number;
  readonly transports: readonly Transport[];
  /** Networks and nodes together. */
  readonly sources: PrefixSet;
  readonly except: PrefixSet;
  /** Nodes that it is open on. */
  readonly nodes: readonly Node[];
  readonly tree: Tree;
}

export interface Profile {
  readonly name: string;
  readonly builtin: boolean;
  readonly description?: string;
  /** As written in its layer, members normalised. */
  readonly tree: MapTree;
  /** Names of its ancestors and itself, weakest first. */
  readonly order: readonly string[];
}

/** Which sources are allowed, by family. A family without prefixes in `from` is closed. */
export interface Access {
  readonly from: PrefixSet;
  readonly except: PrefixSet;
  /** Names and prefixes as written, for comments. */
  readonly label: string;
  readonly tree: Tree;
}

export type ServiceState = "planned" | "testing" | "production" | "maintenance" | "draining" | "retired";

export interface Service {
  readonly name: string;
  /** The merged service as the schema describes it, for scalars that need no work. */
  readonly spec: ServiceSpec;
  readonly tree: MapTree;
  /** Names of the profiles applied, weakest first. */
  readonly profiles: readonly string[];
  readonly state: ServiceState;
  readonly owner?: Team;
  readonly vip: Vip;
  readonly hostnames: readonly string[];
  readonly access: Access;
  readonly balance: {
    readonly by: "haproxy" | "anycast";
    readonly nodes: readonly Node[];
    readonly prefer: readonly string[];
  };
  /** Milliseconds. */
  readonly timeouts: Timeouts;
  /** Sorted by name. */
  readonly frontends: readonly Frontend[];
  /** Sorted by name. */
  readonly backends: readonly Backend[];
  /** Longest path first, then by path. */
  readonly routes: readonly Route[];
  /** Longest path first, then by path. */
  readonly redirects: readonly Redirect[];
  readonly health: { readonly check?: CheckSpec; readonly minimumMembers?: number };
  /** Sorted by name. */
  readonly ports: readonly ExtraPort[];
  readonly monitoring: Monitoring;
}

export interface Timeouts {
  readonly connect?: number;
  readonly client?: number;
  readonly server?: number;
  readonly queue?: number;
  readonly tunnel?: number;
  readonly http_request?: number;
  readonly http_keep_alive?: number;
}

export interface Frontend {
  readonly name: string;
  readonly spec: FrontendSpec;
  readonly tree: Tree;
  readonly port: number;
  readonly transports: readonly Transport[];
  readonly protocol: "http" | "tcp" | "tls";
  /** Whether it only redirects to https. */
  readonly redirect: boolean;
  readonly backend?: Backend;
  readonly certificate?: Certificate;
  readonly access?: Access;
  readonly limits?: Limits;
}

export interface Limits {
  readonly connections?: number;
  readonly connectionsPerSource?: number;
  readonly requestsPerSource?: { readonly count: number /** Milliseconds. */; readonly period: number };
  readonly except: PrefixSet;
}

export interface Backend {
  readonly name: string;
  readonly spec: BackendSpec;
  readonly tree: Tree;
  readonly protocol: "http" | "tcp";
  readonly algorithm: "round-robin" | "least-connections" | "source" | "uri" | "first" | "random";
  readonly clientAddress: "header" | "proxy-v2" | "proxy-v1" | "hidden";
  /** In the order written; groups expand sorted by node name. */
  readonly members: readonly Member[];
  readonly check?: CheckSpec;
}

export interface Member {
  readonly name: string;
  readonly node: Node;
  /** Its own port, the backend's, or that of the one frontend that uses the backend. */
  readonly port: number;
  readonly weight: number;
  readonly backup: boolean;
  /** Server name (SNI) for TLS to this member. */
  readonly serverName?: string;
  /** The member's state; `draining` too when its node drains, `maintenance` when the node is planned or offline. */
  readonly state: "active" | "draining" | "maintenance";
  readonly tree: Tree;
}

export interface Route {
  readonly path: string;
  readonly backend?: Backend;
  readonly access?: Access;
  readonly tree: Tree;
}

export interface Redirect {
  readonly path: string;
  readonly to: string;
  readonly status: number;
  readonly keepPath: boolean;
  readonly tree: Tree;
}

export interface Monitoring {
  readonly page: boolean;
  /** Milliseconds. */
  readonly certificateExpiry?: { readonly warn: number; readonly critical: number };
  readonly minimumHealthy?: number;
  /** Whether members are checked directly; if not, HAProxy's own checks are monitored. */
  readonly checksMembers: boolean;
  /** Port that is checked instead of the backend's, by backend. */
  readonly members: ReadonlyMap<string, number>;
  readonly checks: readonly MonitoringCheck[];
}

export interface MonitoringCheck {
  readonly name: string;
  readonly question: CheckQuestion;
  /** Milliseconds of response time. */
  readonly warn?: number;
  readonly critical?: number;
  readonly tree: Tree;
}
