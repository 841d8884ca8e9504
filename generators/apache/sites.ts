import { compareText } from "../../src/contract/compare-text.ts";
import type { Backend, Certificate, Frontend, Node, Service } from "../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../src/contract/lone-service.ts";
import { present } from "../../src/contract/present.ts";

/**
 * How a site learns the client's address. `header`, `proxy`: from load balancers; `peer`: clients connect directly;
 * `unknown`: load balancers do not tell; `unread`: nor do they parse requests, because TLS is terminated here.
 */
export type ClientFrom = "header" | "proxy" | "peer" | "unknown" | "unread";

export interface SitePort {
  readonly port: number;
  /** Whether connections begin with a PROXY header. */
  readonly proxy: boolean;
}

/** A virtual host. Nodes for which it is identical share the object. */
export interface Site {
  readonly service: Service;
  /** Backends whose members this site is; none if the servers hold the VIP themselves. */
  readonly backends: readonly Backend[];
  /** Frontends that lead here, sorted by name. */
  readonly frontends: readonly Frontend[];
  readonly root: string;
  readonly client: ClientFrom;
  /** Presented to clients or load balancers: TLS is terminated here. */
  readonly certificate?: Certificate;
  /** Sorted by port. */
  readonly ports: readonly SitePort[];
  /** Whether it responds for unknown names: a VIP's fallback, or a service without host names. */
  readonly catchAll: boolean;
}

/** Backends of a service that Apache serves: those that frontends lead to, and others that set what is served. */
export function servedBackends(service: LoneService): Backend[] {
  return service.backends.filter((backend) => {
    const frontends = frontendsOf(service, backend);
    if (frontends.some(({ protocol }) => protocol === "tcp")) return false;
    const { document_root: root, tls } = service.spec.apache ?? {};
    if (backend.protocol === "tcp") return frontends.length > 0 && (root !== undefined || tls !== undefined);
    if (frontends.length > 0) return true;
    return (
      backend.spec.apache?.document_root !== undefined && service.routes.some((route) => route.backend === backend)
    );
  });
}

/** Folder that is served for a backend. */
export function documentRoot(service: LoneService, backend?: Backend): string | undefined {
  return backend?.spec.apache?.document_root ?? service.spec.apache?.document_root;
}

/** Whether members terminate TLS for a backend: load balancers use it to reach them, or pass through the clients' own. */
export function endsTls(backend: Backend): boolean {
  return backend.spec.tls !== undefined || backend.protocol === "tcp";
}

/** The sites of a service, by node. A service without a document root has none. */
export function sitesOfService(
  service: Service,
  fleet: Surroundings,
  isWebServer: (node: Node) => boolean,
): Map<Node, readonly Site[]> {
  const drafts = service.balance.by === "anycast" ? anycastDrafts(service) : balancedDrafts(service, fleet);
  const byNode = new Map<Node, PlannedSite[]>();
  for (const draft of drafts) {
    if (!isWebServer(draft.node)) continue;
    const known = byNode.get(draft.node);
    if (known === undefined) byNode.set(draft.node, [draft]);
    else known.push(draft);
  }
  const shared = new Map<string, Site>();
  return new Map([...byNode].map(([node, own]) => [node, joinDrafts(service, own, shared)]));
}

/** A site of one backend on one node, before those that differ only in the backend are merged. */
interface PlannedSite {
  readonly node: Node;
  readonly backend?: Backend;
  readonly frontends: readonly Frontend[];
  readonly root: string;
  readonly client: ClientFrom;
  readonly certificate?: Certificate;
  readonly ports: readonly SitePort[];
}

function balancedDrafts(service: Service, fleet: Surroundings): PlannedSite[] {
  return servedBackends(service).flatMap((backend) => {
    const root = documentRoot(service, backend);
    if (root === undefined) return [];
    const certificate = endsTls(backend) ? memberCertificate(service, fleet) : undefined;
    const client = clientFrom(backend);
    // No monitoring plugin supports PROXY, so monitoring uses another port, with everything else the same.
    const plain = client === "proxy" ? service.monitoring.members.get(backend.name) : undefined;
    const frontends = frontendsOf(service, backend);
    return backend.members.map(
      (member): PlannedSite => ({
        node: member.node,
        backend,
        frontends: frontends.length > 0 ? frontends : readingFrontends(service),
        root,
        client,
        ...present({ certificate }),
        ports: [
          { port: member.port, proxy: client === "proxy" },
          ...(plain === undefined || plain === member.port ? [] : [{ port: plain, proxy: false }]),
        ],
      }),
    );
  });
}

/** Servers that hold the VIP themselves listen at the frontends' ports. */
function anycastDrafts(service: Service): PlannedSite[] {
  const root = documentRoot(service);
  if (root === undefined) return [];
  return service.frontends
    .filter(({ protocol }) => protocol === "http")
    .flatMap((frontend) =>
      service.balance.nodes.map(
        (node): PlannedSite => ({
          node,
          frontends: [frontend],
          root,
          client: "peer",
          ports: [{ port: frontend.port, proxy: false }],
        }),
      ),
    );
}

function joinDrafts(service: Service, drafts: readonly PlannedSite[], shared: Map<string, Site>): Site[] {
  const groups = new Map<string, PlannedSite[]>();
  for (const draft of drafts) {
    const access = service.balance.by === "anycast" ? draft.frontends.map(({ name }) => name) : [];
    const key = JSON.stringify([draft.root, draft.client, draft.certificate?.name, access]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, group]) => joinGroup(service, key, group, shared));
}

function joinGroup(service: Service, key: string, group: readonly PlannedSite[], shared: Map<string, Site>): Site {
  const ports = new Map(group.flatMap((draft) => draft.ports.map((port) => [`${port.port} ${port.proxy}`, port])));
  const backends = [...new Set(group.flatMap((draft) => draft.backend ?? []))];
  const id = JSON.stringify([key, [...ports.keys()].sort(), backends.map(({ name }) => name)]);
  const before = shared.get(id);
  if (before !== undefined) return before;
  const [first] = group;
  if (first === undefined) throw new Error("a site of nothing");
  const site: Site = {
    service,
    backends,
    frontends: [...new Set(group.flatMap((draft) => draft.frontends))].sort((a, b) => compareText(a.name, b.name)),
    root: first.root,
    client: first.client,
    ...present({ certificate: first.certificate }),
    ports: [...ports.values()].sort((a, b) => a.port - b.port),
    catchAll: service.hostnames.length === 0 || service.vip.fallback?.name === service.name,
  };
  shared.set(id, site);
  return site;
}

function clientFrom({ clientAddress, protocol }: Backend): ClientFrom {
  if (clientAddress === "header") return "header";
  if (clientAddress !== "hidden") return "proxy";
  return protocol === "tcp" ? "unread" : "unknown";
}

/** The certificate that members of the service present, if the catalog has it. */
export function memberCertificate(service: LoneService, fleet: Surroundings): Certificate | undefined {
  const name = service.spec.apache?.tls?.certificate;
  return name === undefined ? undefined : fleet.certificates.get(name);
}

/** Frontends that lead to a backend without a route. */
function frontendsOf(service: LoneService, backend: Backend): Frontend[] {
  return service.frontends.filter((frontend) => !frontend.redirect && frontend.backend === backend);
}

/** Frontends whose routes may lead anywhere. */
function readingFrontends(service: Service): Frontend[] {
  return service.frontends.filter(({ redirect, protocol }) => !redirect && protocol === "http");
}

/** Scheme and port at which clients reach a site. */
export function servedPublicly({ frontends, certificate }: Site): { scheme: "http" | "https"; port: number } {
  const secure = frontends.find(({ protocol, spec }) => protocol === "tls" || spec.tls !== undefined);
  const shown = secure ?? frontends[0];
  const scheme = secure !== undefined || (shown === undefined && certificate !== undefined) ? "https" : "http";
  return { scheme, port: shown?.port ?? (scheme === "https" ? 443 : 80) };
}

/** Whether clients reach a site by both http and https, through load balancers that parse their requests. */
export function hasBothSchemes({ backends, frontends }: Site): boolean {
  const secure = frontends.filter(({ spec }) => spec.tls !== undefined).length;
  const isRead = backends.length > 0 && frontends.every(({ protocol }) => protocol === "http");
  return isRead && secure > 0 && secure < frontends.length;
}

/** Host names that Apache redirects to the canonical one: HAProxy does it if it parses requests. */
export function redirectedNames({ service, frontends, backends }: Site): readonly string[] {
  const isOurs = backends.length === 0 || frontends.every(({ protocol }) => protocol === "tls");
  return service.spec.canonical_redirect === true && isOurs ? service.hostnames.slice(1) : [];
}
