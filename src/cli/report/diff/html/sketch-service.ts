import { compareText } from "../../../../contract/compare-text.ts";
import type { Facts, FactValue, SubjectKind } from "../../../../contract/subject.ts";
import { isSame } from "../../../../words/compare-facts.ts";
import type { Comparison } from "../../../../words/comparison.ts";
import { isFacts, itemsOf, showValue } from "../../../../words/phrases.ts";
import { type OpenSketch, openSketch, type Sketch } from "./sketch.ts";

/** Which tree. */
export type Side = "before" | "after";

/** Parts of a service in either tree, by kind: the names that follow the service's. */
export type Parts = ReadonlyMap<SubjectKind, readonly (readonly string[])[]>;

/** Everything about one service in one tree. */
interface Scene {
  readonly sketch: OpenSketch;
  readonly service: Facts;
  /** Parts of a kind that this tree has. */
  readonly parts: (kind: SubjectKind) => readonly { readonly names: readonly string[]; readonly facts: Facts }[];
  /** Facts of what services share, of this tree or the other one. */
  readonly shared: (kind: "network" | "vip", name: string, side?: Side) => Facts | undefined;
}

/** What a tree promises about who talks to whom for a service. The facts may come from an edited file. */
export function sketchService(service: string, parts: Parts, comparison: Comparison, side: Side): Sketch {
  const sketch = openSketch();
  const scene: Scene = {
    sketch,
    service: comparison[side]("service", service) ?? {},
    parts: (kind) =>
      (parts.get(kind) ?? []).flatMap((names) => {
        const facts = comparison[side](kind, service, ...names);
        return facts === undefined ? [] : [{ names, facts }];
      }),
    shared: (kind, name, of = side) => comparison[of](kind, name),
  };
  const frontends = sketchFrontends(scene);
  sketchAccess(scene, frontends);
  sketchPaths(
    scene,
    [...frontends.values()].flatMap(({ key, isWeb }) => (isWeb ? [key] : [])),
  );
  sketchPorts(scene);
  return sketch;
}

/** A frontend's box, and whether it looks at paths. */
interface DrawnFrontend {
  readonly key: string;
  readonly isWeb: boolean;
}

function sketchFrontends(scene: Scene): Map<string, DrawnFrontend> {
  const { sketch, service, parts } = scene;
  for (const { names, facts } of parts("backend")) sketch.add("backends", backendTitle(names[0]), poolLines(facts));
  const [where, on] = [vipLines(scene), carrierLines(service)];
  return new Map(
    parts("frontend").map(({ names: [name = ""], facts }) => {
      const { redirect, backend, protocol } = facts;
      const redirects = itemsOf(redirect).map((to) => `redirects to ${to}`);
      const key = sketch.add("frontends", name, [portLine(facts), ...where, ...on, ...redirects]);
      for (const each of itemsOf(backend)) sketch.link(key, sketch.add("backends", backendTitle(each), []));
      return [name, { key, isWeb: protocol === "http" && redirect === undefined }];
    }),
  );
}

function sketchAccess(scene: Scene, frontends: ReadonlyMap<string, DrawnFrontend>): void {
  for (const { names, facts } of scene.parts("access")) {
    const [name = "", path = "/"] = names;
    const frontend = frontends.get(name);
    if (frontend !== undefined) sketchClients(scene, facts, path === "/" ? [] : [`for ${path}`], frontend.key);
  }
}

/** Networks that are allowed, with their prefixes if these differ. What narrows the access is part of who they are. */
function sketchClients(scene: Scene, { from, except }: Facts, narrow: readonly string[], to: string): void {
  const exceptions = itemsOf(except);
  const lines = [...narrow, ...(exceptions.length === 0 ? [] : [`except ${exceptions.join(", ")}`])];
  const networks = itemsOf(from);
  for (const network of networks.length === 0 ? ["nobody"] : networks) {
    const all = [...lines, ...changedPrefixes(scene, network)];
    const key = scene.sketch.add("clients", network, all, JSON.stringify(lines));
    scene.sketch.link(key, to);
  }
}

function changedPrefixes({ shared }: Scene, network: string): string[] {
  const [before, after] = [shared("network", network, "before"), shared("network", network, "after")];
  return before === undefined || after === undefined || isSame(before, after)
    ? []
    : addressLines(shared("network", network) ?? {});
}

/** Paths that lead to backends of their own, or away. */
function sketchPaths({ sketch, parts }: Scene, frontends: readonly string[]): void {
  const lead = (to: string) => {
    for (const from of frontends) sketch.link(from, to);
  };
  for (const { names, facts } of parts("route")) {
    for (const backend of itemsOf(facts["backend"])) {
      lead(sketch.add("backends", backendTitle(backend), [`for ${names[0]}`]));
    }
  }
  for (const { names, facts } of parts("redirect")) {
    lead(sketch.add("backends", "redirects", [`${names[0]} → ${showValue(facts["to"] ?? null)}`]));
  }
}

/** Ports of members beside the balanced ones. */
function sketchPorts(scene: Scene): void {
  const { sketch, parts } = scene;
  for (const { names, facts } of parts("port")) {
    const key = sketch.add("frontends", `port ${names[0]}`, [portLine(facts)]);
    if (facts["from"] !== undefined) sketchClients(scene, facts, [], key);
    for (const node of itemsOf(facts["from_nodes"])) sketch.link(sketch.add("clients", `node ${node}`, []), key);
    const nodes = itemsOf(facts["nodes"]);
    if (nodes.length > 0) sketch.link(key, sketch.add("backends", `nodes of port ${names[0]}`, nodes));
  }
}

function vipLines({ service: { vip }, shared }: Scene): string[] {
  if (isFacts(vip)) return addressLines(vip);
  return itemsOf(vip).flatMap((name) => [`VIP ${name}`, ...addressLines(shared("vip", name) ?? {})]);
}

function addressLines({ ipv4, ipv6 }: Facts): string[] {
  return [...itemsOf(ipv4), ...itemsOf(ipv6)];
}

function carrierLines({ balance }: Facts): string[] {
  const nodes = isFacts(balance) ? itemsOf(balance["nodes"]) : [];
  return nodes.length === 0 ? [] : [`on ${nodes.join(", ")}`];
}

function portLine({ port, transport }: Facts): string {
  return `port ${itemsOf(port).join(", ")}/${itemsOf(transport).join("+")}`;
}

function backendTitle(name = ""): string {
  return `backend ${name}`;
}

function poolLines({ port, members }: Facts): string[] {
  const all = isFacts(members) ? Object.entries(members) : [];
  return [
    ...itemsOf(port).map((number) => `port ${number}`),
    ...all.map(([name, facts]) => memberLine(name, facts)).sort(compareText),
  ];
}

/** `web3 (backup, maintenance)` */
function memberLine(name: string, facts: FactValue): string {
  const { port, backup, state } = isFacts(facts) ? facts : {};
  const notes = [
    ...itemsOf(port).map((number) => `port ${number}`),
    ...(backup === true ? ["backup"] : []),
    ...itemsOf(state),
  ];
  return notes.length === 0 ? name : `${name} (${notes.join(", ")})`;
}
