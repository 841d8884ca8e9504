import { hash } from "node:crypto";
import { compareText } from "../../contract/compare-text.ts";
import type { Fleet, Node } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { Facts, FactValue, Subject, SubjectKind } from "../../contract/subject.ts";
import type { Tree } from "../../contract/tree.ts";
import { factsOf } from "./facts-of.ts";
import { serviceSubjects } from "./service-subjects.ts";

/** Everything that the fleet promises, by what it is about: first what services share, then each service. */
export function subjectsOf(fleet: Fleet): Subject[] {
  // Many services may have one maintenance page.
  const digests = new Map([...fleet.files].map(([path, text]) => [path, hash("sha256", text, "hex")]));
  return [
    { kind: "fleet", names: [], facts: fleetFacts(fleet), tree: fleet.tree },
    ...each("network", fleet.networks, ({ prefixes }) => ({ ...prefixes })),
    ...each("team", fleet.teams, ({ tree }) => factsOf(tree, [])),
    ...each("certificate", fleet.certificates, ({ tree }) => factsOf(tree, [])),
    ...each(
      "vip",
      fleet.vips,
      ({ ipv4, ipv6, fallback }) => present({ ipv4, ipv6, fallback: fallback?.name }) as Facts,
    ),
    ...each("group", fleet.groups, ({ nodes }) => ({ nodes: nodes.map(({ name }) => name).sort(compareText) })),
    ...each("node", fleet.nodes, nodeFacts),
    ...[...fleet.services.values()].flatMap((service) => serviceSubjects(service, digests)),
  ];
}

function each<Thing extends { readonly tree: Tree }>(
  kind: SubjectKind,
  things: ReadonlyMap<string, Thing>,
  facts: (thing: Thing) => Facts,
): Subject[] {
  return [...things].map(([name, thing]) => ({ kind, names: [name], facts: facts(thing), tree: thing.tree }));
}

/** ACME's nodes by name, because a group may mean others. */
function fleetFacts({ tree, acme }: Fleet): Facts {
  const facts: Record<string, FactValue> = factsOf(tree, []);
  if (acme === undefined) return facts;
  return {
    ...facts,
    acme: { ...(facts["acme"] as Facts), nodes: acme.nodes.map(({ name }) => name).sort(compareText) },
  };
}

/** Which groups a node is in is a fact of the groups. What is usual is left out. */
function nodeFacts({ tree }: Node): Facts {
  const { state, managed, ...facts } = factsOf(tree, ["groups", "accept"]);
  return {
    ...facts,
    ...(state === undefined || state === "active" ? {} : { state }),
    ...(managed === false ? { managed } : {}),
  };
}
