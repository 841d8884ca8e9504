import type { OutputFile } from "./block.ts";
import type { Check, Claim } from "./claim.ts";
import type { Claims } from "./claims.ts";
import type { ReadMessages } from "./daemon-message.ts";
import type { CodeEntry, Report } from "./finding.ts";
import type { Fleet, Node, Transport } from "./fleet.ts";
import type { RawLine } from "./raw-line.ts";
import type { ReadBack } from "./read-back.ts";

/** A program and its arguments, run without a shell. */
export interface Command {
  readonly argv: readonly string[];
}

/** What a generator works from. */
export interface GeneratorInput<Model = unknown> {
  readonly fleet: Fleet;
  /** What its own `model` made of the fleet; undefined for a generator without one. */
  readonly model: Model;
}

/** A generator with its input for one fleet: the model is built once and handed to every stage. */
export interface PreparedGenerator {
  readonly generator: Generator;
  readonly input: GeneratorInput;
}

/** Where a daemon listens on a node's own addresses, whatever the services are. */
export interface OwnPort {
  readonly node: Node;
  readonly port: number;
  readonly transport: Transport;
  /** "HAProxy's statistics" */
  readonly what: string;
}

/**
 * Writes the configuration of one daemon: a folder below `generators/`, an object, found by the generated registry.
 * Everything is pure: no clock, environment, file system or randomness.
 * Options of its own in the language are in the folder's `schema.json`: keys `fleet`, `node`, `service`, `frontend`,
 * `backend`, each a schema that is offered there under the generator's name, and `target`, the versions of the daemon that
 * `fleet.targets` may name.
 */
export interface Generator<Model = unknown> {
  /** Its folder, and the key of its block in the language. */
  readonly name: string;
  /** What it is, in a line. */
  readonly description: string;
  /** Findings that it may report beside the common ones: code → severity and explanation. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** Nodes that it writes files for (managed ones whose `emit` does not say no). */
  appliesTo(node: Node): boolean;
  /** Absolute paths of what it writes on nodes: files, and folders in which nothing else has a place. */
  readonly ownFiles: readonly string[];
  /** All decisions that follow from the fleet alone. Runs once per fleet, also where the fleet has errors. */
  model?(fleet: Fleet): Model;
  /** Lines of the catalog that its daemon gets as they are. One of a profile is listed once, for the first service that inherits it. */
  rawLines?(fleet: Fleet): readonly RawLine[];
  /** What its daemon can't do with this fleet. */
  lint?(input: GeneratorInput<Model>, report: Report): void;
  /** Where its daemon talks to our own machines: a port of the catalog's with that number would let others in. */
  ownPorts?(input: GeneratorInput<Model>): readonly OwnPort[];
  /** What its daemon will bind, admit, announce, serve and check. */
  claims(input: GeneratorInput<Model>): Claim[];
  /** What its daemon asks because others promise it: claims that follow from claims. */
  claimChecks?(input: GeneratorInput<Model>, claims: Claims): Check[];
  /** Its files, from the fleet and everybody's claims. */
  emit(input: GeneratorInput<Model>, claims: Claims): OutputFile[];
  readonly daemon: {
    /** The daemon's own verdict on its files, as run on the node. */
    validate(node: Node): Command;
    /** The program that judges, where the verdict begins with another, such as a shell. */
    readonly program?: string;
    readonly reload: Command;
    /** Files that must exist on the node beside the generated ones, such as certificates; sorted. */
    requires?(input: GeneratorInput<Model>, node: Node): readonly string[];
    /** Parts of the daemon that its files need, by the names that its distribution gives them; sorted. */
    modules?(input: GeneratorInput<Model>, node: Node): readonly string[];
    /** Debian's package with the program that checks; the generator's name where absent. */
    readonly debian?: string;
    /** Finds the daemon's messages in what its check prints; those that name a line in a usual way where absent. */
    readonly messages?: ReadMessages;
    /** What of Debian's package its check needs to see beside the generated files. */
    readonly surroundings?: {
      /** Names below `/etc`, such as `apache2`. */
      readonly etc: readonly string[];
      /** Empty folders, without the leading slash: `var/log/apache2`. */
      readonly folders: readonly string[];
    };
    /** The check speaks to the kernel's network: it is to meet one that is empty, and with all capabilities. */
    readonly ownNetwork?: true;
    /** What the running daemon says that it does, for `intentlb prove`; never what its files say. */
    readBack?(): Promise<ReadBack>;
  };
}
