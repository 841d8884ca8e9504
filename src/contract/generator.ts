import type { OutputFile } from "./block.ts";
import type { Check, Claim } from "./claim.ts";
import type { Claims } from "./claims.ts";
import type { ReadMessages } from "./daemon-message.ts";
import type { CodeEntry, Report } from "./finding.ts";
import type { Fleet, Node, Transport } from "./fleet.ts";
import type { GeneratorRule } from "./generator-rule.ts";
import type { LoneService, Surroundings } from "./lone-service.ts";
import type { RawLine } from "./raw-line.ts";
import type { ReadBack } from "./read-back.ts";
import type { Wordings } from "./wording.ts";

/** A program and its arguments, run without a shell. */
export interface Command {
  readonly argv: readonly string[];
}

/** What a generator works from. */
export interface GeneratorInput<Model = unknown> {
  readonly fleet: Fleet;
  /** Result of its own `model` for the fleet; undefined for a generator without one. */
  readonly model: Model;
}

/** A generator with its input for one fleet: the model is built once and handed to every stage. */
export interface PreparedGenerator {
  readonly generator: Generator;
  readonly input: GeneratorInput;
}

/** Where a daemon listens on a node's own addresses, independent of the services. */
export interface OwnPort {
  readonly node: Node;
  readonly port: number;
  readonly transport: Transport;
  /** "HAProxy's statistics" */
  readonly what: string;
}

/**
 * Writes the configuration of one daemon: an object in its own folder below `generators/`, found by the generated
 * registry.
 * Everything is pure: no clock, environment, file system or randomness.
 * Its own options in the language are in the folder's `schema.json`: keys `fleet`, `node`, `service`, `frontend`,
 * `backend`, each a schema that is offered there under the generator's name, and `target`, the versions of the daemon
 * that `fleet.targets` may name.
 */
export interface Generator<Model = unknown> {
  /** Its folder, and the key of its block in the language. */
  readonly name: string;
  /** Description in one line. */
  readonly description: string;
  /** Findings that it may report besides the common ones: code → severity and explanation. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** Nodes that it writes files for (managed ones, unless their `emit` excludes it). */
  appliesTo(node: Node): boolean;
  /** Absolute paths of what it writes on nodes: files, and folders that contain nothing else. */
  readonly ownFiles: readonly string[];
  /** All decisions that follow from the fleet alone. Runs at most once per fleet, even if the fleet has errors. */
  model?(fleet: Fleet): Model;
  /** Lines of the catalog that its daemon gets verbatim. A profile's line is listed once, for its first service. */
  rawLines?(fleet: Fleet): readonly RawLine[];
  /** Why it writes blocks that no value of the catalog causes. */
  readonly rules?: readonly GeneratorRule[];
  /** How changes of its own keys of the language are told; the others are told by their names. */
  readonly wordings?: Wordings;
  /**
   * What its daemon cannot do for a service, as it follows from the service and what it names, never from other services:
   * as long as these are the same, so are the findings.
   */
  readonly lintService?: (service: LoneService, report: Report, fleet: Surroundings) => void;
  /** What its daemon cannot do with this fleet: what takes several services, or is about nodes or the fleet itself. */
  lint?(input: GeneratorInput<Model>, report: Report): void;
  /** Where its daemon talks to our own machines. A catalog port with the same number would open it to others. */
  ownPorts?(input: GeneratorInput<Model>): readonly OwnPort[];
  /** What its daemon will bind, admit, announce and serve. */
  claims(input: GeneratorInput<Model>): Exclude<Claim, Check>[];
  /** What its daemon will check, itself or because other daemons promise it. Nothing is written from it: only proofs ask. */
  checks?(input: GeneratorInput<Model>, claims: Claims): Check[];
  /** Its files, from the fleet and all claims. */
  emit(input: GeneratorInput<Model>, claims: Claims): OutputFile[];
  readonly daemon: {
    /** The daemon's own verdict on its files, as run on the node. */
    validate(node: Node): Command;
    /** The daemon's own program, if the validation command starts with another one, such as a shell. */
    readonly program?: string;
    readonly reload: Command;
    /** Files that must exist on the node besides the generated ones, such as certificates; sorted. */
    requires?(input: GeneratorInput<Model>, node: Node): readonly string[];
    /** Parts of the daemon that its files need, by their names in the distribution; sorted. */
    modules?(input: GeneratorInput<Model>, node: Node): readonly string[];
    /** Debian package with the program that checks; default: the generator's name. */
    readonly debian?: string;
    /** Finds the daemon's messages in what its check prints; default: messages that give a line in a usual format. */
    readonly messages?: ReadMessages;
    /** What the check needs from Debian's package besides the generated files. */
    readonly surroundings?: {
      /** Names below `/etc`, such as `apache2`. */
      readonly etc: readonly string[];
      /** Empty folders, without the leading slash: `var/log/apache2`. */
      readonly folders: readonly string[];
    };
    /** The check talks to the kernel's network: run it in an empty network namespace with all capabilities. */
    readonly ownNetwork?: true;
    /** What the running daemon reports about itself, for `intentlb prove`; never what its files say. */
    readBack?(): Promise<ReadBack>;
  };
}
