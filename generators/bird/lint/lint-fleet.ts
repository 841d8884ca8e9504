import { FAMILIES, type Family, type Fleet, type Node } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { bfdTimers } from "../../../src/fleet/announce/bfd-timers.ts";
import { isAnnouncer, isReflector, isSpeaker } from "../../../src/fleet/announce/sessions.ts";
import { FAMILY_NAMES } from "../../../src/ip/family.ts";
import { isLong } from "../communities.ts";
import type { Model } from "../model.ts";
import type { BirdFinding } from "./bird-finding.ts";

/** AS numbers that nobody may use, and why. */
const RESERVED = [
  { first: 23_456, last: 23_456, why: "replaces 32-bit AS numbers in old messages (RFC 6793)" },
  { first: 65_535, last: 65_535, why: "is the last 16-bit number and reserved (RFC 7300)" },
  { first: 65_552, last: 131_071, why: "is reserved by IANA" },
] as const;

const DOCUMENTATION = [
  { first: 64_496, last: 64_511 },
  { first: 65_536, last: 65_551 },
] as const;

const PRIVATE = "use a private one: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996)";

/** AS number, reflectors and timers. */
export function lintFleet(model: Model): BirdFinding[] {
  const { fleet } = model;
  const speakers = [...fleet.nodes.values()].filter(isSpeaker);
  const announcers = speakers.filter(isAnnouncer);
  if (fleet.spec.asn === undefined) return withoutNumber(fleet, speakers, announcers);
  const reflectors = speakers.filter((node) => isReflector(node) && node.state !== "offline");
  return [
    ...badNumber(fleet, fleet.spec.asn),
    ...badInterval(fleet),
    ...(announcers.length === 0 ? [] : fewReflectors(model, reflectors)),
    ...(reflectors.length === 0 ? [] : lonelySites(fleet, announcers, reflectors)),
  ];
}

function withoutNumber(fleet: Fleet, speakers: readonly Node[], announcers: readonly Node[]): BirdFinding[] {
  const needing = speakers.filter(isReflector);
  if (needing.length > 0) {
    return [
      {
        code: "bird/asn-missing",
        message: `the fleet has no AS number, which its route reflectors need: ${needing.map((node) => node.name).join(", ")}`,
        at: keyAt(fleet),
        notes: needing.slice(0, 3).map((node) => ({ message: `the roles of ${node.name}`, at: keyAt(node, "roles") })),
        help: "add `asn: 64512`, or another private AS number",
      },
    ];
  }
  return announcers.map((node) => ({
    code: "bird/no-asn",
    message: `${node.name} announces nothing, because the fleet has no AS number: only static routes lead to its VIPs, and there is no failover`,
    at: keyAt(fleet),
    help: "set `asn` and add route reflectors, or accept it if routers have static routes to the VIPs and detect when the node is down",
    subject: { kind: "node", name: node.name },
  }));
}

function badNumber(fleet: Fleet, asn: number): BirdFinding[] {
  const place = keyAt(fleet, "asn");
  const reserved = RESERVED.find(({ first, last }) => asn >= first && asn <= last);
  if (reserved !== undefined) {
    return [{ code: "bird/asn-reserved", message: `AS number ${asn} ${reserved.why}`, at: place, help: PRIVATE }];
  }
  const drafts: BirdFinding[] = [];
  if (DOCUMENTATION.some(({ first, last }) => asn >= first && asn <= last)) {
    const message = `AS number ${asn} is reserved for documentation (RFC 5398)`;
    drafts.push({ code: "bird/asn-documentation", message, at: place, help: PRIVATE });
  }
  if (isLong(asn)) {
    drafts.push({
      code: "bird/asn-long",
      message: `AS number ${asn} has 32 bits: routes carry large communities, such as ${asn}:1:1, and no standard ones`,
      at: place,
      help: "accept it if your routers support them (RFC 8092), or use a number from 64512 to 65534",
    });
  }
  return drafts;
}

function badInterval(fleet: Fleet): BirdFinding[] {
  const { interval } = bfdTimers(fleet);
  if (interval >= 50 && interval <= 10_000) return [];
  return [
    {
      code: "bird/bfd-interval",
      message: `a BFD interval of ${fleet.spec.bird?.bfd?.interval} is too ${interval < 50 ? "fast" : "slow"}`,
      at: at(fleet, "bird", "bfd", "interval"),
      help: "write 50ms to 10s; 300ms is safe on busy machines",
    },
  ];
}

function fewReflectors(model: Model, reflectors: readonly Node[]): BirdFinding[] {
  const [only, second] = reflectors;
  if (second !== undefined) return FAMILIES.flatMap((family) => fewInFamily(model, reflectors, family));
  return [
    {
      code: "bird/few-reflectors",
      message:
        only === undefined
          ? "no route reflector is active, so no router learns the VIPs"
          : `${only.name} is the only active route reflector: while it is down, routes are not updated`,
      at: only === undefined ? keyAt(model.fleet, "asn") : keyAt(only),
      help: "give two nodes the role route-reflector, at different sites",
      ...(only === undefined ? {} : { subject: { kind: "node", name: only.name } }),
    },
  ];
}

/** If no reflector has the family, there is a finding for each node that announces in it. */
function fewInFamily({ speakers }: Model, reflectors: readonly Node[], family: Family): BirdFinding[] {
  const [only, second] = reflectors.filter((node) => node.addresses[family] !== undefined);
  const isAnnounced = [...speakers.values()].some(({ announced }) => announced[family].length > 0);
  if (only === undefined || second !== undefined || !isAnnounced) return [];
  const label = FAMILY_NAMES[family];
  return [
    {
      code: "bird/few-reflectors",
      message: `${only.name} is the only active route reflector for ${label}: while it is down, ${label} routes are not updated`,
      at: keyAt(only, "addresses"),
      help: `give another route reflector an ${label} address`,
      subject: { kind: "node", name: only.name },
    },
  ];
}

function lonelySites(fleet: Fleet, announcers: readonly Node[], reflectors: readonly Node[]): BirdFinding[] {
  const covered = new Set(reflectors.map((node) => node.site));
  return fleet.spec.sites.flatMap((site) => {
    const first = announcers.find((node) => node.site === site);
    if (first === undefined || covered.has(site)) return [];
    return [
      {
        code: "bird/site-without-reflector",
        message: `site ${site} announces VIPs, but has no active route reflector`,
        at: keyAt(fleet, "sites"),
        notes: [{ message: `${first.name} is there`, at: keyAt(first) }],
        help: `give a node of ${site} the role route-reflector`,
        subject: { kind: "node", name: first.name },
      } as const,
    ];
  });
}
