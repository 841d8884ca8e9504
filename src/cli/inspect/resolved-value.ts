import type { Fleet, Group, Profile, Vip } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { plain, type Tree } from "../../contract/tree.ts";
import { builtInProfileTree, profileTree } from "./profile-tree.ts";
import type { ShownKind } from "./shown-kinds.ts";

/** Finds an item of the fleet and writes it as in a catalog, with nothing left to inherit; undefined if there is none. */
export const RESOLVED: Readonly<Record<ShownKind, (fleet: Fleet, name: string) => unknown>> = {
  service: ({ services }, name) => plainTree(services.get(name)),
  node: ({ nodes }, name) => plainTree(nodes.get(name)),
  vip: ({ vips }, name) => vipValue(vips.get(name)),
  profile: (fleet, name) => profileValue(fleet, fleet.profiles.get(name)),
  network: ({ networks }, name) => plainTree(networks.get(name)),
  group: ({ groups }, name) => groupValue(groups.get(name)),
  certificate: ({ certificates }, name) => plainTree(certificates.get(name)),
  team: ({ teams }, name) => plainTree(teams.get(name)),
};

function plainTree(thing: { readonly tree: Tree } | undefined): unknown {
  return thing === undefined ? undefined : plain(thing.tree);
}

function vipValue(vip: Vip | undefined): unknown {
  if (vip === undefined) return undefined;
  return { ...Object(plain(vip.tree)), services: vip.services.map((service) => service.name) };
}

function groupValue(group: Group | undefined): unknown {
  if (group === undefined) return undefined;
  return { ...Object(plain(group.tree)), nodes: group.nodes.map((node) => node.name) };
}

function profileValue(fleet: Fleet, profile: Profile | undefined): unknown {
  const made = profile === undefined ? undefined : profileTree(fleet, profile.name);
  if (profile === undefined || made === undefined) return undefined;
  const { description } = profile;
  return { ...present({ description }), ...Object(plain(made.tree)) };
}

/** A built-in profile with its ancestors merged in, which needs no catalog; undefined if there is none of the name. */
export function builtInProfileValue(name: string): unknown {
  const made = builtInProfileTree(name);
  return made === undefined ? undefined : plain(made.tree);
}
