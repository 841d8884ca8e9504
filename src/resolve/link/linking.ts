import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { Report, Subject } from "../../contract/finding.ts";
import type { Certificate, Group, Network, Node, Service, Team, Vip } from "../../contract/fleet.ts";
import type { MapTree } from "../../contract/tree.ts";

/** What a name may be of. */
type NamedKind =
  | "backend"
  | "certificate"
  | "group"
  | "network"
  | "node"
  | "node-or-group"
  | "service"
  | "site"
  | "team"
  | "vip";

/** Things of one kind that can be named: those that are sound, and the names of those that are not. */
export interface NameTable<T> {
  /** What one of them is called, and the last part of the finding's code: `node` → `reference/unknown-node`. */
  readonly kind: NamedKind;
  readonly things: ReadonlyMap<string, T>;
  /** Names that exist but are broken: following them ends silently, since the fault has been reported there. */
  readonly broken: ReadonlySet<string>;
}

/** Nodes and groups, and what a name that may be either stands for. */
export interface LinkedNodes {
  readonly nodes: NameTable<Node>;
  readonly groups: NameTable<Group>;
  /** Both, for what may name either. */
  readonly either: NameTable<Node | Group>;
}

/** A VIP while services are being linked to it. */
export interface OpenVip extends Vip {
  readonly services: Service[];
  fallback?: Service;
}

/** Everything that a service may name. */
export interface Inventory extends LinkedNodes {
  readonly networks: NameTable<Network>;
  readonly sites: NameTable<string>;
  readonly teams: NameTable<Team>;
  readonly certificates: NameTable<Certificate>;
  readonly vips: NameTable<OpenVip>;
  /** `defaults.vip`, where the catalog has it. */
  readonly ofVips: MapTree | undefined;
  readonly files: CatalogFiles;
  /** Texts of the files that services name; filled. */
  readonly named: Map<string, string>;
}

/** A place of the catalog, and where findings about it go. */
export interface LinkPlace {
  /** Its path, for messages: `services.www.frontends.https`. */
  readonly where: string;
  readonly report: Report;
}

/** A place whose names are being followed, and what they may stand for: all of the inventory, or what is known so far. */
export interface Linking<Known = Inventory> extends LinkPlace {
  readonly inventory: Known;
}

/** A place inside another one. */
export function inside<Outer extends LinkPlace>(outer: Outer, ...keys: readonly string[]): Outer {
  return { ...outer, where: `${outer.where}.${keys.join(".")}` };
}

/** Makes all findings be about the same subject, wherever the value at fault stands. */
export function reportAbout(subject: Subject, report: Report): Report {
  return (draft) => report({ subject, ...draft });
}
