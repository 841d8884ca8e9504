import type { Serve } from "../../contract/claim.ts";
import type { Family, Frontend, Service } from "../../contract/fleet.ts";
import { foldCase } from "../../fleet/path-case.ts";
import { holdersOf } from "../../lab/network/holders-of.ts";
import { isAdmitted, isAllowed } from "./access-of.ts";
import { askForgeries } from "./ask-forgeries.ts";
import { askHandshakes } from "./ask-handshakes.ts";
import { askTunnels } from "./ask-tunnels.ts";
import { type Asker, nodesFor } from "./asker.ts";
import { accessCauses, answerCauses, type Causes, placeCauses, refusalCause } from "./causes.ts";
import { followRedirects } from "./follow-redirects.ts";
import { httpProbe, isHttp, streamProbe } from "./probes.ts";
import { type Question, SILENCE } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { spellPaths } from "./spell-paths.ts";
import { wantedFrom } from "./wanted-from.ts";

/**
 * Questions to a service behind load balancers: each host name and path of each frontend, from all clients; restricted paths in
 * other spellings, redirects with more than their path, handshakes, attempts to make a tunnel, and forged headers.
 */
export function askBalanced(service: Service, scope: Scope): Question[] {
  const own = scope.claims.serves.filter((serve) => serve.service === service.name);
  return service.frontends.flatMap((frontend) => {
    const served = own.filter((serve) => serve.frontend === frontend.name);
    const places = new Map<string, Serve[]>();
    for (const serve of served) {
      const key = `${serve.address} ${serve.port} ${serve.hostname ?? ""}`;
      places.set(key, [...(places.get(key) ?? []), serve]);
    }
    const asked = [...places.values()].flatMap((serves) =>
      pathsOf(service, frontend, serves).flatMap((path) => askPath({ service, frontend, serves, path }, scope)),
    );
    const questions = asked.map(({ question }) => question);
    return [
      ...questions,
      ...spellPaths(questions, { service, frontend }, scope.fleet),
      ...followRedirects(asked),
      ...askHandshakes(questions, { service, frontend }, scope.fleet),
      ...(isHttp(frontend) ? [...askTunnels(questions, scope.fleet), ...askForgeries(questions)] : []),
    ];
  });
}

/** Paths of a host name with different results. If a frontend redirects everything, one is enough. */
function pathsOf(service: Service, frontend: Frontend, serves: readonly Serve[]): string[] {
  if (!isHttp(frontend)) return ["/"];
  const claimed = serves.map(({ path }) => path ?? "/");
  const isWhole = serves.length === 1 && serves[0]?.redirect !== undefined;
  const routed = isWhole ? [] : service.routes.map(({ path }) => path);
  return [...new Set([...claimed, ...routed])].sort();
}

interface Asked {
  readonly service: Service;
  readonly frontend: Frontend;
  /** What is served there, by path. */
  readonly serves: readonly Serve[];
  readonly path: string;
}

function askPath(
  { service, frontend, serves, path }: Asked,
  scope: Scope,
): { readonly question: Question; readonly serve: Serve }[] {
  const serve = [...serves]
    .sort((a, b) => (b.path ?? "").length - (a.path ?? "").length)
    .find((each) => isBelow(path, each.path ?? "/"));
  if (serve === undefined) return [];
  // Load balancers with different sets of services have claims of their own.
  const carriers = serves.filter((each) => each.path === serve.path).flatMap(({ nodes }) => nodes);
  const { fleet } = scope;
  const family: Family = serve.family;
  const routes = frontend.redirect
    ? []
    : service.routes.filter((route) => isBelow(foldCase(path), foldCase(route.path)));
  const redirects = service.redirects.filter((redirect) => isBelow(path, redirect.path));
  const holders = holdersOf({ ...serve, nodes: [...new Set(carriers)], services: [service.name] }, scope);
  const narrower = [frontend.access, ...routes.map(({ access }) => access)];
  return scope.askers
    .filter((asker) => asker.family === family)
    .flatMap((asker): Question[] => {
      const access = { admitted: isAdmitted(asker.from, serve, scope.claims, fleet), allowed: false };
      access.allowed = isAllowed(asker.from, fleet, service.access, ...narrower);
      const causes = [
        access.allowed
          ? (routes[0] ?? redirects[0] ?? frontend).tree
          : refusalCause(asker.from, fleet, [service.access, ...narrower]),
        ...placeCauses(service, frontend),
        ...accessCauses(fleet, asker.client, [service.access, ...narrower]),
        ...[...routes, ...redirects].map(({ tree }) => tree),
      ];
      return askFrom(asker, access, { service, frontend, serve, path, holders, causes }, scope);
    })
    .map((question) => ({ question, serve }));
}

interface Access {
  /** A firewall admits the client to the port. */
  readonly admitted: boolean;
  /** The service answers the client there. */
  readonly allowed: boolean;
}

interface Served {
  readonly serve: Serve;
  readonly holders: readonly string[];
  /** Of the place and of who may ask there. */
  readonly causes: Causes;
}

function askFrom(
  asker: Asker,
  access: Access,
  { service, frontend, serve, path, holders, causes }: Omit<Asked, "serves"> & Served,
  scope: Scope,
): Question[] {
  const nodes = nodesFor(asker, holders, scope.fleet);
  if (nodes.length === 0) return [];
  // Without our firewall, only HAProxy blocks clients, in ways that depend on what else is on the port.
  if (!access.admitted && nodes.some((node) => !scope.firewalled.has(node))) return [];
  const { asked, probe } = isHttp(frontend)
    ? httpProbe(asker.from, { frontend, serve, path })
    : streamProbe(asker.from, { frontend, serve }, scope);
  const common = { service: service.name, client: asker.client, nodes, family: asker.family, asked };
  const wanted = wantedFrom(access, { service, frontend, serve, path }, scope);
  return [
    {
      ...common,
      probe: wanted.kind === "nothing" ? { ...probe, timeout: SILENCE } : probe,
      wanted,
      causes: [...causes, ...answerCauses(service, frontend, wanted)],
    },
  ];
}

/** Whether a path equals another or is below it, by whole segments. */
export function isBelow(path: string, above: string): boolean {
  return above === "/" || path === above || path.startsWith(`${above}/`);
}
