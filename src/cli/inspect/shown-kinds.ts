import type { NamedSection } from "../../catalog/validate/collect-definitions.ts";

/** Kinds that `show` prints, `explain` explains and completion completes. */
export const SHOWN_KINDS = ["service", "node", "profile", "vip", "network", "group", "certificate", "team"] as const;
export type ShownKind = (typeof SHOWN_KINDS)[number];

/** The section that each kind is defined in. */
export const SECTION_OF: Readonly<Record<ShownKind, NamedSection>> = {
  service: "services",
  node: "nodes",
  profile: "profiles",
  vip: "vips",
  network: "networks",
  group: "groups",
  certificate: "certificates",
  team: "teams",
};
