import type { FindingSubject, Place } from "../../contract/finding.ts";
import { type Access, type ExtraPort, FAMILIES, type PrefixSet } from "../../contract/fleet.ts";
import type { LoneService, Surroundings } from "../../contract/lone-service.ts";
import { present } from "../../contract/present.ts";
import { elements, find, keySpan, type Tree, textOf } from "../../contract/tree.ts";
import { oncePer } from "../../fleet/once-per.ts";
import { parsePrefix } from "../../ip/parse-addresses.ts";
import { WORLD } from "../../ip/prefix-lists.ts";
import { isChecked } from "../services/service-state.ts";

/** An element of a list of networks. */
export interface NetworkEntry {
  /** As written: a name, `world`, or a prefix. */
  readonly text: string;
  readonly prefixes: PrefixSet;
  readonly tree: Tree;
}

/** A list of networks, anywhere in the language. */
export interface NetworkList {
  /** Its name in messages: `from` of service www. */
  readonly what: string;
  /** What an entry means: reaching something, reaching nothing, or only having a name. */
  readonly kind: "admits" | "excludes" | "names";
  readonly entries: readonly NetworkEntry[];
  /** The list's key. */
  readonly at: Place;
  /** A list of the fleet that has its own rules. */
  readonly of?: "management" | "blocked";
  /** Nodes that are admitted in addition to the networks. */
  readonly nodes?: Tree;
  readonly subject?: FindingSubject;
}

/** The lists of networks of a fleet that are in no service, including those of networks themselves. */
export function listsOfFleet(fleet: Surroundings): NetworkList[] {
  const make = makerOf(fleet.networks);
  const ofFleet = (of: "management" | "blocked", kind: NetworkList["kind"]) =>
    make(find(fleet.tree, [of]), `\`${of}\``, kind).map((list) => ({ ...list, of }));
  return [
    ...[...fleet.networks.values()].flatMap(({ name, tree }) => make(tree, `network ${name}`, "names")),
    ...make(find(fleet.tree, ["announce"]), "`announce`", "names"),
    ...ofFleet("management", "admits"),
    ...ofFleet("blocked", "excludes"),
    ...[...fleet.nodes.values()].flatMap(({ name, ports }) =>
      ports.flatMap((port) => ofPort(make, port, name, { kind: "node", name })),
    ),
  ];
}

/** The lists of networks of a service; none if it is retired. */
export function listsOfService(service: LoneService, { networks }: Surroundings): NetworkList[] {
  if (!isChecked(service)) return [];
  const make = makerOf(networks);
  const { name } = service;
  const subject: FindingSubject = { kind: "service", name };
  return [
    ...ofAccess(make, service.access, name, subject),
    ...service.frontends.flatMap((frontend) => {
      const what = `frontend ${frontend.name} of ${name}`;
      const except = find(frontend.tree, ["limits", "except"]);
      return [
        ...ofAccess(make, frontend.access, what, subject),
        ...make(except, `\`limits.except\` of ${what}`, "excludes", subject),
      ];
    }),
    ...service.routes.flatMap(({ path, access }) => ofAccess(make, access, `route ${path} of ${name}`, subject)),
    ...service.ports.flatMap((port) => ofPort(make, port, name, subject)),
  ];
}

type Make = (
  tree: Tree | undefined,
  what: string,
  kind: NetworkList["kind"],
  subject?: FindingSubject,
  nodes?: Tree,
) => NetworkList[];

/** Reads lists of a fleet with these networks. One that services inherit from a profile is read once. */
const makerOf = oncePer((networks: Surroundings["networks"]): Make => {
  const entriesOf = oncePer((tree: Tree) => readEntries(tree, networks));
  return (tree, what, kind, subject, nodes) => {
    if (tree === undefined) return [];
    const entries = entriesOf(tree);
    const more = { ...present({ subject }), ...present({ nodes }) };
    return entries.length === 0 ? [] : [{ what, kind, entries, at: keySpan(tree), ...more }];
  };
});

function readEntries(tree: Tree, networks: Surroundings["networks"]): NetworkEntry[] {
  return elements(tree).flatMap((entry) => {
    const text = textOf(entry);
    const prefixes = text === "world" ? WORLD : (networks.get(text)?.prefixes ?? inPlace(text));
    return prefixes === undefined ? [] : [{ text, prefixes, tree: entry }];
  });
}

function inPlace(text: string): PrefixSet | undefined {
  const parsed = parsePrefix(text);
  return "fault" in parsed ? undefined : { ipv4: [], ipv6: [], [parsed.family]: [parsed.prefix] };
}

function ofAccess(make: Make, access: Access | undefined, what: string, subject: FindingSubject): NetworkList[] {
  if (access === undefined) return [];
  return [
    ...make(find(access.tree, ["from"]), `\`from\` of ${what}`, "admits", subject),
    ...make(find(access.tree, ["except"]), `\`except\` of ${what}`, "excludes", subject),
  ];
}

function ofPort(make: Make, { name, tree }: ExtraPort, owner: string, subject: FindingSubject): NetworkList[] {
  const what = `port ${name} of ${owner}`;
  return [
    ...make(find(tree, ["from"]), `\`from\` of ${what}`, "admits", subject, find(tree, ["from_nodes"])),
    ...make(find(tree, ["except"]), `\`except\` of ${what}`, "excludes", subject),
  ];
}

/** Families in which a set has any network. */
export function familiesOf(prefixes: PrefixSet): (typeof FAMILIES)[number][] {
  return FAMILIES.filter((family) => prefixes[family].length > 0);
}
