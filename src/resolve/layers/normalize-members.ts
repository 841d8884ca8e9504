import { present } from "../../contract/present.ts";
import { find, type ListTree, type MapTree, newEntries, type Tree } from "../../contract/tree.ts";

/**
 * Members as maps by node, before layers are merged: a group's name and a list replace what is inherited, a map amends
 * it. Otherwise a map merged into `members: web` would leave only the members that the map happens to name.
 * @param expand Nodes of a name, sorted; reports an unknown one and returns none.
 */
export function normalizeMembers(layer: MapTree, expand: (name: Tree) => readonly string[]): MapTree {
  let changed = withMembers(layer, expand);
  const backends = changed.entries["backends"];
  if (backends?.kind === "map") {
    const entries = newEntries();
    for (const [name, backend] of Object.entries(backends.entries)) {
      entries[name] = backend.kind === "map" ? withMembers(backend, expand) : backend;
    }
    changed = withEntry(changed, "backends", { ...backends, entries });
  }
  return changed;
}

function withMembers(map: MapTree, expand: (name: Tree) => readonly string[]): MapTree {
  const members = map.entries["members"];
  if (members === undefined || members.kind === "map") return map;
  if (members.kind === "scalar" && members.value === null) return map;
  const entries = newEntries();
  for (const item of members.kind === "list" ? members.items : [members]) {
    const { source, start, end } = item;
    for (const node of expand(item)) entries[node] = { kind: "map", source, start, end, entries: newEntries() };
  }
  const { source, start, end, key } = members;
  const extended = members.kind === "list" && members.extend !== undefined;
  return withEntry(map, "members", {
    kind: "map",
    source,
    start,
    end,
    entries,
    written: members,
    ...present({ key }),
    ...(extended ? {} : { whole: true as const }),
  });
}

function withEntry(map: MapTree, key: string, value: Tree): MapTree {
  const entries = Object.assign(newEntries(), map.entries, { [key]: value });
  return { ...map, entries };
}

/** Members of a backend: its own if a layer sets a group or a list, else the service's, amended by its own map. */
export function backendMembers(service: MapTree, name: string): MapTree | undefined {
  const backend = find(service, ["backends", name]);
  const own = find(backend, ["members"]);
  const shared = service.entries["members"];
  const inherited = shared?.kind === "map" ? shared : undefined;
  if (own?.kind !== "map") return inherited;
  if (hasOwnMembers(backend) || inherited === undefined) return own;
  const entries = newEntries();
  for (const [name, member] of Object.entries(inherited.entries)) entries[name] = member;
  for (const [name, member] of Object.entries(own.entries)) {
    const under = entries[name];
    const amended = under?.kind === "map" && member.kind === "map";
    entries[name] = amended
      ? { ...member, entries: Object.assign(newEntries(), under.entries, member.entries) }
      : member;
  }
  return { ...own, entries };
}

/** Whether a layer gave the backend a list that no later layer removed: then it does not use the service's members. */
export function hasOwnMembers(backend: Tree | undefined): boolean {
  for (let layer = find(backend, ["members"]); layer?.kind === "map"; layer = layer.over) {
    if (layer.whole === true) return true;
  }
  return false;
}

/** The `!append` or `!prepend` of a backend that has nothing to extend: no members of its own, and none of the service. */
export function extensionOfNothing(service: MapTree, backend: string): ListTree | undefined {
  if (service.entries["members"]?.kind === "map") return undefined;
  let weakest = find(service, ["backends", backend, "members"]);
  while (weakest?.over?.kind === "map") weakest = weakest.over;
  const list = weakest?.kind === "map" ? weakest.written : undefined;
  return list?.kind === "list" && list.extend !== undefined ? list : undefined;
}
