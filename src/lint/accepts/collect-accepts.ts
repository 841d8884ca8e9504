import type { FindingSubject } from "../../contract/finding.ts";
import type { Fleet, Vip } from "../../contract/fleet.ts";
import { current } from "../../contract/source.ts";
import { find, type Tree } from "../../contract/tree.ts";

/** An entry of `accept`, once for the place where it is written, regardless of what inherits it. */
export interface Accept {
  readonly rule: string;
  readonly reason: string;
  /** Last day, as YYYY-MM-DD; absent for a permanent decision. */
  readonly until?: string;
  readonly tree: Tree;
}

export interface Accepts {
  /** Every entry that is written, including those of unused profiles. */
  readonly written: ReadonlySet<Accept>;
  /** Entries that apply to a subject, by `subjectKey`. */
  readonly bySubject: ReadonlyMap<string, readonly Accept[]>;
}

/** Reads all `accept` lists of services, nodes and VIPs. */
export function collectAccepts(fleet: Fleet): Accepts {
  const byPlace = new Map<string, Accept>();
  const bySubject = new Map<string, readonly Accept[]>();
  const lists = new Map<Tree, readonly Accept[]>();
  const read = (thing: Tree): readonly Accept[] => {
    const list = find(thing, ["accept"]);
    if (list?.kind !== "list") return [];
    // Many services inherit the same one.
    const known = lists.get(list);
    if (known !== undefined) return known;
    const accepts = list.items.map((item) => intern(byPlace, item));
    lists.set(list, accepts);
    return accepts;
  };
  const collect = (
    kind: FindingSubject["kind"],
    things: Iterable<readonly [string, { readonly tree: Tree; readonly vip?: Vip }]>,
  ) => {
    for (const [name, { tree, vip }] of things) {
      // A VIP that is defined in place has no name: its findings belong to the service, and so do the entries for all
      // VIPs.
      const own = vip?.name === undefined && vip !== undefined ? read(vip.tree) : [];
      const accepts = own.length === 0 ? read(tree) : [...read(tree), ...own];
      if (accepts.length > 0) bySubject.set(subjectKey({ kind, name }), accepts);
    }
  };
  collect("service", fleet.services);
  collect("node", fleet.nodes);
  collect("vip", fleet.vips);
  for (const profile of fleet.profiles.values()) read(profile.tree);
  return { written: new Set(byPlace.values()), bySubject };
}

export function subjectKey({ kind, name }: FindingSubject): string {
  return `${kind} ${name}`;
}

function intern(byPlace: Map<string, Accept>, tree: Tree): Accept {
  const key = `${tree.source.builtin} ${tree.source.path}:${current(tree).start}`;
  const known = byPlace.get(key);
  if (known !== undefined) return known;
  const until = find(tree, ["until"]) === undefined ? {} : { until: text(tree, "until") };
  const accept = { rule: text(tree, "rule"), reason: text(tree, "reason"), ...until, tree };
  byPlace.set(key, accept);
  return accept;
}

function text(tree: Tree, key: string): string {
  const value = find(tree, [key]);
  return value?.kind === "scalar" ? String(value.value) : "";
}
