import type { Family, Transport } from "./fleet.ts";
import type { Said } from "./said.ts";

/** How a running daemon is asked what it does. */
export interface ReadBack {
  /** Names of its processes, whose listening sockets are its own. */
  readonly processes: readonly string[];
  /** What it can tell of. Where the daemon runs and tells nothing of such a kind, there is nothing. */
  readonly tells: readonly Said["kind"][];
  /** Its checks are told on the monitoring hosts, those of their agents too; agents only know their orders. */
  readonly tellsForAgents?: true;
  /** Absent where sockets say it all. */
  ask?(host: RunningHost): Promise<Answers>;
}

/** A machine where a daemon runs. */
export interface RunningHost {
  readonly name: string;
  /** Sockets that the daemon's processes listen at. */
  readonly sockets: readonly Socket[];
  /**
   * Runs a program on the machine.
   * @returns what it printed
   * @throws where it fails, with what it said
   */
  run(argv: readonly string[]): Promise<string>;
}

/** A socket that waits for connections or packets. */
export interface Socket {
  /** `*` for every address of the family. */
  readonly address: string;
  readonly family: Family;
  readonly port: number;
  readonly transport: Transport;
  /** The process that has it, and its number there; absent for processes of another machine. */
  readonly process?: string;
  readonly descriptor?: number;
}

export interface Answers {
  readonly said: readonly Said[];
  /** What the daemon does that the reader does not understand: what follows from it nobody knows. */
  readonly unclear: readonly string[];
}
