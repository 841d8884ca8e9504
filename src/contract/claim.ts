import type { CheckSpec } from "./check-spec.ts";
import type { Family, Transport } from "./fleet.ts";
import type { Span } from "./source.ts";

/**
 * The contract between daemons: what the fleet promises, as facts that no daemon owns. Generators make claims before
 * any text is written; the firewall is written from everybody's `bind` and `admit`, lint reads them, the lab tests
 * them. Claims refer to nodes and services by name; addresses are in canonical form.
 */
export type Claim = Bind | Admit | Announce | Serve | Check;

interface Caused {
  /** Values of the catalog that caused the claim. */
  readonly causes: readonly Span[];
}

/** A daemon listens at (address, port, transport) on each of the nodes. */
export interface Bind extends Caused {
  readonly kind: "bind";
  readonly nodes: readonly string[];
  /** An address; `*` is every address of the family on the node. */
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly transport: Transport;
  /** Daemon that listens: a generator's name, or `service` for one that we do not configure. */
  readonly by: string;
  readonly services: readonly string[];
}

/** The nodes' firewalls admit sources. What no claim admits is dropped. */
export interface Admit extends Caused {
  readonly kind: "admit";
  readonly nodes: readonly string[];
  /** Destination address; `*` is every address of the node's own. A VIP gets only what is admitted to it explicitly. */
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly transport: Transport;
  /** Prefixes of the claim's family, sorted; never empty. */
  readonly sources: readonly string[];
  /** Prefixes blocked although `sources` contains them, sorted. */
  readonly except: readonly string[];
  /** Whether `fleet.blocked` is blocked first: true for what services offer, false between our own machines. */
  readonly public: boolean;
  /** For the rule's comment: "frontend https of www", "node-exporter", "BGP". */
  readonly why: string;
  readonly services: readonly string[];
}

/** The nodes announce a host route, each while a check passes there. */
export interface Announce extends Caused {
  readonly kind: "announce";
  readonly nodes: readonly string[];
  readonly prefix: string;
  readonly family: Family;
  readonly services: readonly string[];
}

/** One server where a request may end up. */
export interface Target {
  readonly name: string;
  readonly node: string;
  readonly address: string;
  readonly port: number;
  readonly weight: number;
  readonly backup: boolean;
  readonly state: "active" | "draining" | "maintenance";
}

/** What answers at (address, port): a host name and path lead to members or a redirect. */
export interface Serve extends Caused {
  readonly kind: "serve";
  readonly nodes: readonly string[];
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly transport: Transport;
  readonly service: string;
  readonly frontend: string;
  /** Host name or server name; absent if the port alone decides. */
  readonly hostname?: string;
  /** Path prefix of whole segments; absent: all others. */
  readonly path?: string;
  readonly backend?: string;
  readonly targets?: readonly Target[];
  readonly redirect?: ServedRedirect;
}

/** Where requests are sent instead. */
export interface ServedRedirect {
  readonly to: string;
  readonly status: number;
  /** Whether what follows the matched path, and the query, are appended. */
  readonly keepPath: boolean;
}

/** A daemon checks the health of a target. */
export interface Check extends Caused {
  readonly kind: "check";
  /** Nodes that check it. */
  readonly nodes: readonly string[];
  /** Daemon that checks it: a generator's name. */
  readonly by: string;
  readonly service: string;
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly check: CheckSpec;
}
