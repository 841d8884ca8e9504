import type { Service } from "../../contract/fleet.ts";
import type { Said } from "../../contract/said.ts";
import type { Span } from "../../contract/source.ts";
import { find, type Tree } from "../../contract/tree.ts";
import { sessionsOf } from "../../fleet/announce/sessions.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, hasTeller } from "../drift/ask-daemons.ts";
import type { Tested } from "./tested-values.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** What the daemons' state was compared with, on the nodes whose daemons can tell it, by the values of the catalog behind it. */
export function comparedValues(heard: readonly HeardNode[], { fleet, claims }: Input): Tested[] {
  const tellers = (kind: Said["kind"]) =>
    new Set(heard.filter((node) => hasTeller(node, kind)).map(({ node }) => node));
  const running = new Set(heard.flatMap(({ node, daemons }) => [...daemons.keys()].map((name) => `${node} ${name}`)));
  const [admitting, announcing, serving, pooling] = [
    tellers("admit"),
    tellers("announce"),
    tellers("serve"),
    tellers("pool"),
  ];
  const isOn = (tellers: ReadonlySet<string>) => (claim: { readonly nodes: readonly string[] }) =>
    claim.nodes.some((node) => tellers.has(node));
  const places = [
    ...claims.binds.filter(({ by, nodes }) => nodes.some((node) => running.has(`${node} ${by}`))),
    ...claims.admits.filter(isOn(admitting)),
    ...claims.announces.filter(isOn(announcing)),
  ].flatMap(({ services, causes }) => forEach(services, causes.flatMap(placeIn)));
  const served = claims.serves
    .filter((serve) => isOn(serving)(serve) || isOn(pooling)(serve))
    .map(({ service, causes }): Tested => ({ service, causes: causes.flatMap(placeIn) }));
  const checking = checkers(heard);
  const checked = claims.checks
    .filter(({ by }) => checking.has(by))
    .map(({ service, causes }): Tested => ({ service, causes }));
  const members = [...fleet.services.values()].map(
    ({ name, backends }): Tested => ({
      service: name,
      causes: backends.flatMap((backend) => backend.members.map(({ tree }) => tree)),
    }),
  );
  return [
    ...places,
    ...served,
    ...checked,
    ...(pooling.size === 0 ? [] : members),
    ...(tellers("watch").size === 0 ? [] : [...fleet.services.values()].map(watchValues)),
    ...(tellers("hold").size === 0 ? [] : [...fleet.services.values()].map(holdValues)),
    ...(admitting.size === 0 ? [] : [{ causes: [...fleet.groups.values()].map(({ tree }) => tree) }]),
    { causes: sessionValues(fleet, tellers("session")) },
  ];
}

/** Who is told when something of a service fails. */
function watchValues({ name, owner, tree }: Service): Tested {
  const own = [find(tree, ["owner"]), find(tree, ["monitoring"]), find(tree, ["state"]), owner?.tree];
  return { service: name, causes: own.filter((value) => value !== undefined) };
}

/** What must pass before a node announces a service's VIP. */
function holdValues({ name, tree }: Service): Tested {
  return { service: name, causes: [find(tree, ["health"])].filter((value) => value !== undefined) };
}

/** The same values of each of the services, or of none. */
function forEach(services: readonly string[], causes: readonly Span[]): Tested[] {
  return services.length === 0 ? [{ causes }] : services.map((service) => ({ service, causes }));
}

/** Keys of frontends, nodes, VIPs, routes and ports that say where something is and for whom. The rest is not compared. */
const PLACE = new Set([
  ...["port", "transport", "protocol", "redirect", "backend", "to", "status", "path", "hostnames"],
  ...["vip", "ipv4", "ipv6", "addresses", "roles", "site", "from", "except", "nodes", "networks"],
]);

/** What a claim about a place says of a thing that caused it. */
function placeIn(cause: Span | Tree): Span[] {
  if (!("kind" in cause) || cause.kind !== "map") return [cause];
  return Object.entries(cause.entries).flatMap(([key, value]) => (PLACE.has(key) ? [value] : []));
}

/** Daemons that report their checks. */
function checkers(heard: readonly HeardNode[]): Set<string> {
  return new Set(
    heard.flatMap(({ daemons }) =>
      [...daemons].flatMap(([name, { tells }]) => (tells.includes("check") ? [name] : [])),
    ),
  );
}

function sessionValues(fleet: Input["fleet"], speakers: ReadonlySet<string>): Tree[] {
  const sessions = [...sessionsOf(fleet)].filter(([{ name }]) => speakers.has(name));
  const ends = new Set(sessions.flatMap(([node, own]) => [node, ...own.map(({ peer }) => peer)]));
  const values = [...ends].flatMap(({ tree }) => [find(tree, ["addresses"]), find(tree, ["roles"])]);
  return [...values, ends.size === 0 ? undefined : find(fleet.tree, ["asn"])].filter((tree) => tree !== undefined);
}
