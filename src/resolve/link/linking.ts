import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { FindingSubject, Report } from "../../contract/finding.ts";
import type { Certificate, Group, Network, Node, Service, Team, Vip } from "../../contract/fleet.ts";
import type { MapTree } from "../../contract/tree.ts";

/** Kinds of things that names refer to. */
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

/** Things of one kind that can be referred to: the valid ones, and the names of broken ones. */
export interface NameTable<T> {
  /** The noun for one of them, and the last part of the finding's code: `node` → `reference/unknown-node`. */
  readonly kind: NamedKind;
  readonly things: ReadonlyMap<string, T>;
  /** Names that exist but are broken: references to them fail silently, because the fault has been reported already. */
  readonly broken: ReadonlySet<string>;
}

/** Nodes and groups, and both together. */
export interface LinkedNodes {
  readonly nodes: NameTable<Node>;
  readonly groups: NameTable<Group>;
  /** Both, for references to either. */
  readonly either: NameTable<Node | Group>;
}

/** A VIP while services are being linked to it. */
export interface OpenVip extends Vip {
  readonly services: Service[];
  fallback?: Service;
}

/** Everything that a service may refer to. */
export interface Inventory extends LinkedNodes {
  readonly networks: NameTable<Network>;
  readonly sites: NameTable<string>;
  readonly teams: NameTable<Team>;
  readonly certificates: NameTable<Certificate>;
  readonly vips: NameTable<OpenVip>;
  /** `defaults.vip`, if the catalog has it. */
  readonly ofVips: MapTree | undefined;
  readonly files: CatalogFiles;
  /** Contents of the files that services name; filled. */
  readonly named: Map<string, string>;
}

/** A place of the catalog, and where findings about it go. */
export interface LinkPlace {
  /** Its path, for messages: `services.www.frontends.https`. */
  readonly where: string;
  readonly report: Report;
}

/** A place whose names are being followed, and the things they may refer to: the inventory, or what is known so far. */
export interface Linking<Known = Inventory> extends LinkPlace {
  readonly inventory: Known;
}

/** A place inside another one. */
export function inside<Outer extends LinkPlace>(outer: Outer, ...keys: readonly string[]): Outer {
  return { ...outer, where: `${outer.where}.${keys.join(".")}` };
}

/** Gives all findings the same subject, wherever the faulty value is. */
export function reportAbout(subject: FindingSubject, report: Report): Report {
  return (draft) => report({ subject, ...draft });
}
