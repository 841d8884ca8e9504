import type { Asks } from "../../claims/claim.ts";
import type { SaidCheck } from "../../claims/said.ts";
import type { Fleet, Frontend, Node, Service } from "../../resolve/fleet.ts";
import { isAllowed } from "../questions/access-of.ts";
import type { LabInput } from "../start-lab.ts";
import { type HeardNode, saidBy } from "./ask-daemons.ts";
import { type Mismatch, placeText } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** Daemons that tell whom they ask. */
const ASKING = ["haproxy", "icinga2"];

/** A daemon asks everybody whom it is promised to ask, and nobody where nothing is. */
export function compareChecks(heard: HeardNode, { claims }: Input): Mismatch[] {
  return ASKING.flatMap((daemon): Mismatch[] => {
    const said = saidBy(heard, daemon, "check");
    if (said === undefined) return [];
    // Icinga's monitoring hosts say what they have agents ask; agents are told.
    if (daemon === "icinga2" && said.length === 0) return [];
    const left = [...said];
    const missing = promisedChecks(heard.node, daemon, said, claims.checks).filter(({ promise, asker }) => {
      const at = left.findIndex((each) => isMeant(each, promise, asker));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
    const stray = said.filter((each) => !isPlace(each, claims));
    const asked = `whom ${daemon} checks`;
    return [
      ...missing.map(({ promise, asker }) => ({
        ...{ services: [promise.service], node: asker, asked },
        ...{ wanted: `${askText(promise)} by ${promise.check.type}`, seen: "no such check" },
      })),
      ...stray.map((check) => ({
        ...{ services: check.service === undefined ? [] : [check.service], node: check.asker, asked },
        ...{ wanted: `nothing at ${placeText(check)}`, seen: "it is asked" },
      })),
    ];
  });
}

interface PromisedCheck {
  readonly promise: Asks;
  readonly asker: string;
}

/** What is said about; those with most to say first, so that a vague one does not take their place. */
function promisedChecks(
  node: string,
  daemon: string,
  said: readonly SaidCheck[],
  checks: readonly Asks[],
): PromisedCheck[] {
  const askers = new Set([node, ...(daemon === "icinga2" ? said.map(({ asker }) => asker) : [])]);
  const known = checks
    .filter(({ by }) => by === daemon)
    .flatMap((promise) => promise.nodes.filter((asker) => askers.has(asker)).map((asker) => ({ promise, asker })));
  const detail = ({ promise: { check } }: PromisedCheck) =>
    Number(check.path !== undefined) + Number(check.host !== undefined);
  return known.sort((a, b) => detail(b) - detail(a));
}

function isMeant(said: SaidCheck, { service, address, port, check }: Asks, asker: string): boolean {
  const agrees = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  return (
    said.asker === asker &&
    said.address === address &&
    said.port === port &&
    agrees(said.service, service) &&
    agrees(said.host, check.host) &&
    agrees(said.path, check.path)
  );
}

/** Whether somebody promises to be there. */
function isPlace({ address, port }: SaidCheck, { binds, admits }: Input["claims"]): boolean {
  return [...binds, ...admits].some((each) => each.address === address && each.port === port);
}

/** Every frontend that monitoring can reach is asked for by Icinga, and every member by somebody. */
export function findUnchecked(heard: readonly HeardNode[], { fleet, claims }: Input): Mismatch[] {
  const masters = heard.filter((each) => (saidBy(each, "icinga2", "check") ?? []).length > 0);
  if (masters.length === 0) return [];
  const icinga = masters.flatMap((each) => saidBy(each, "icinga2", "check") ?? []);
  const all = [...icinga, ...heard.flatMap((each) => saidBy(each, "haproxy", "check") ?? [])];
  const hosts = masters.flatMap(({ node }) => fleet.nodes.get(node) ?? []);
  const frontends = claims.binds.flatMap(({ nodes, address, family, port, transport, services }) =>
    services.flatMap((name): Mismatch[] => {
      const service = fleet.services.get(name);
      const frontend = service?.frontends.find((each) => each.port === port);
      if (service === undefined || frontend === undefined || transport !== "tcp" || service.vip[family] !== address)
        return [];
      if (icinga.some((check) => check.service === name && check.address === address && check.port === port)) return [];
      if (!canBeAsked(service, frontend, address, hosts, fleet)) return [];
      return [
        unchecked(
          service.name,
          nodes,
          `frontend ${frontend.name} at ${placeText({ address, family, port, transport })}`,
        ),
      ];
    }),
  );
  const members = new Map<string, Mismatch>();
  for (const { nodes, service, backend, targets } of claims.serves) {
    for (const { name, address, state } of targets ?? []) {
      if (state === "maintenance" || all.some((check) => check.service === service && check.address === address))
        continue;
      members.set(`${service} ${name}`, unchecked(service, nodes, `member ${name} of backend ${backend}`));
    }
  }
  return [...frontends, ...members.values()];
}

/** Whether a monitoring host is let in, or a node that holds the VIP and comes from there. */
function canBeAsked(
  service: Service,
  { access }: Frontend,
  vip: string,
  hosts: readonly Node[],
  fleet: Fleet,
): boolean {
  const own = hosts.flatMap(({ addresses }) => (vip.includes(":") ? addresses.ipv6 : addresses.ipv4)?.address ?? []);
  return [...own, vip].some((from) => isAllowed(from, fleet, service.access, access));
}

function unchecked(service: string, [node = ""]: readonly string[], what: string): Mismatch {
  return { services: [service], node, asked: "who is checked", wanted: what, seen: "nobody asks it" };
}

function askText({ address, family, port, check: { host, path } }: Asks): string {
  return [
    placeText({ address, family, port }),
    ...(host === undefined ? [] : [host]),
    ...(path === undefined ? [] : [path]),
  ].join(" ");
}
