import type { CheckSpec } from "../../contract/check-spec.ts";
import type { Check } from "../../contract/claim.ts";
import type { Fleet, Service, Transport } from "../../contract/fleet.ts";
import { at } from "../../contract/origin.ts";
import type { SaidHold } from "../../contract/said.ts";
import { addressOf, hostPrefix } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

/** Types of checks that the health daemon does itself; it runs a program for the others. */
const OWN = ["tcp", "dns", "ntp"];

/** A node announces each VIP only while everything passes that claims say, and that the services demand. */
export function compareHolds(heard: HeardNode, { fleet, claims }: Pick<LabInput, "fleet" | "claims">): Mismatch[] {
  const said = saidOf(heard, "hold");
  if (said === undefined) return [];
  const { node } = heard;
  const promised = claims.checks
    .filter(({ by, nodes, address }) => by === "health" && nodes.includes(node) && isAnnounced(address))
    .flatMap((check) => transportsOf(check, fleet).map((transport) => ({ check, transport })))
    .filter(({ check, transport }) => !said.some((each) => isMeant(each, check, transport)))
    .map(({ check, transport }) => ({
      services: [check.service],
      wanted: `${placeText({ ...check, transport })} by ${check.check.type}, ${timesText(check.check)}`,
      address: check.address,
    }));
  const demanded = claims.announces
    .filter(({ nodes }) => nodes.includes(node))
    .flatMap(({ prefix, services }) => {
      const address = addressOf(prefix);
      const own = said.filter((each) => each.address === address);
      return services.flatMap((name) => {
        const service = fleet.services.get(name);
        return service === undefined
          ? []
          : demandsOf(service)
              .filter(({ isMet }) => !own.some(isMet))
              .map(({ wanted }) => ({ services: [name], wanted, address }));
      });
    });
  return [...promised, ...demanded].map(({ services, wanted, address }) => {
    const seen = said.filter((each) => each.address === address).map((each) => `${each.name} ${timesText(each)}`);
    return {
      ...{ services, node, asked: `what ${address} is announced for`, wanted },
      seen: seen.length === 0 ? "nothing is checked" : `only ${seen.join("; ")}`,
      ...firstCause(services.flatMap((name) => fleet.services.get(name) ?? []).map((service) => at(service, "health"))),
    };
  });

  function isAnnounced(address: string): boolean {
    return claims.announces.some(({ prefix, nodes }) => prefix === hostPrefix(address) && nodes.includes(node));
  }
}

/** A name server is asked over each transport that it offers. */
function transportsOf({ service, port, check }: Check, { services }: Fleet): Transport[] {
  if (check.type !== "dns") return [check.type === "ntp" ? "udp" : "tcp"];
  const frontends = services.get(service)?.frontends.filter((frontend) => frontend.port === port) ?? [];
  const offered = new Set(frontends.flatMap(({ transports }) => transports));
  return offered.size === 0 ? ["udp"] : [...offered];
}

function isMeant(said: SaidHold, { service, address, port, check }: Check, transport: Transport): boolean {
  if (said.address !== address || timesText(said) !== timesText(check)) return false;
  if (!OWN.includes(check.type)) return said.by === "run" && said.service === service;
  if (said.by !== check.type || said.target !== address || said.ports?.includes(port) !== true) return false;
  return said.transport === undefined || said.transport === transport;
}

/** `every 3 s`, and so on; what two checks must agree in. */
function timesText({
  interval,
  timeout,
  rise,
  fall,
}: Pick<CheckSpec, "interval" | "timeout" | "rise" | "fall">): string {
  return `every ${interval / 1000} s within ${timeout / 1000} s, rise ${rise}, fall ${fall}`;
}

interface Demand {
  readonly wanted: string;
  readonly isMet: (said: SaidHold) => boolean;
}

/** What no claim says, because it is no question to an address. */
function demandsOf({ balance, health, state }: Service): Demand[] {
  if (balance.by !== "haproxy") return [];
  const { minimumMembers } = health;
  return [
    { wanted: "HAProxy's process", isMet: ({ by }) => by === "haproxy" },
    ...(minimumMembers === undefined || state === "maintenance"
      ? []
      : [
          {
            wanted: `at least ${minimumMembers} members up`,
            isMet: ({ by, minimum }: SaidHold) => by === "members" && minimum === minimumMembers,
          },
        ]),
  ];
}
