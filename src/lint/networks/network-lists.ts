import type { FindingSubject, Place } from "../../contract/finding.ts";
import { type Access, type ExtraPort, FAMILIES, type Fleet, type PrefixSet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { elements, find, keySpan, type Tree, textOf } from "../../contract/tree.ts";
import { parsePrefix } from "../../ip/parse-addresses.ts";
import { WORLD } from "../../ip/prefix-lists.ts";

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

/** All lists of networks of a fleet, including those of networks themselves. */
export function* listsOfNetworks(fleet: Fleet): Generator<NetworkList> {
  const make = listMaker(fleet);
  for (const { name, tree } of fleet.networks.values()) yield* make(tree, `network ${name}`, "names");
  yield* make(find(fleet.tree, ["announce"]), "`announce`", "names");
  for (const of of ["management", "blocked"] as const) {
    const kind = of === "management" ? "admits" : "excludes";
    for (const list of make(find(fleet.tree, [of]), `\`${of}\``, kind)) yield { ...list, of };
  }
  for (const node of fleet.nodes.values()) {
    for (const port of node.ports) yield* ofPort(make, port, node.name, { kind: "node", name: node.name });
  }
  for (const service of fleet.services.values()) {
    if (service.state === "retired") continue;
    const { name } = service;
    const subject: FindingSubject = { kind: "service", name };
    yield* ofAccess(make, service.access, name, subject);
    for (const frontend of service.frontends) {
      const what = `frontend ${frontend.name} of ${name}`;
      yield* ofAccess(make, frontend.access, what, subject);
      yield* make(find(frontend.tree, ["limits", "except"]), `\`limits.except\` of ${what}`, "excludes", subject);
    }
    for (const { path, access } of service.routes) yield* ofAccess(make, access, `route ${path} of ${name}`, subject);
    for (const port of service.ports) yield* ofPort(make, port, name, subject);
  }
}

type Make = (
  tree: Tree | undefined,
  what: string,
  kind: NetworkList["kind"],
  subject?: FindingSubject,
  nodes?: Tree,
) => NetworkList[];

/** A list that services inherit from a profile is read once. */
function listMaker(fleet: Fleet): Make {
  const known = new Map<Tree, readonly NetworkEntry[]>();
  return (tree, what, kind, subject, nodes) => {
    if (tree === undefined) return [];
    const entries = known.get(tree) ?? readEntries(tree, fleet);
    known.set(tree, entries);
    const more = { ...present({ subject }), ...present({ nodes }) };
    return entries.length === 0 ? [] : [{ what, kind, entries, at: keySpan(tree), ...more }];
  };
}

function readEntries(tree: Tree, fleet: Fleet): NetworkEntry[] {
  return elements(tree).flatMap((entry) => {
    const text = textOf(entry);
    const prefixes = text === "world" ? WORLD : (fleet.networks.get(text)?.prefixes ?? inPlace(text));
    return prefixes === undefined ? [] : [{ text, prefixes, tree: entry }];
  });
}

function inPlace(text: string): PrefixSet | undefined {
  const parsed = parsePrefix(text);
  return "fault" in parsed ? undefined : { ipv4: [], ipv6: [], [parsed.family]: [parsed.prefix] };
}

function* ofAccess(
  make: Make,
  access: Access | undefined,
  what: string,
  subject: FindingSubject,
): Generator<NetworkList> {
  if (access === undefined) return;
  yield* make(find(access.tree, ["from"]), `\`from\` of ${what}`, "admits", subject);
  yield* make(find(access.tree, ["except"]), `\`except\` of ${what}`, "excludes", subject);
}

function* ofPort(
  make: Make,
  { name, tree }: ExtraPort,
  owner: string,
  subject: FindingSubject,
): Generator<NetworkList> {
  const what = `port ${name} of ${owner}`;
  const nodes = find(tree, ["from_nodes"]);
  yield* make(find(tree, ["from"]), `\`from\` of ${what}`, "admits", subject, nodes);
  yield* make(find(tree, ["except"]), `\`except\` of ${what}`, "excludes", subject);
}

/** Families in which a set has any network. */
export function familiesOf(prefixes: PrefixSet): (typeof FAMILIES)[number][] {
  return FAMILIES.filter((family) => prefixes[family].length > 0);
}
