import type { Claims } from "./claims.ts";
import type { Family, Fleet, Transport } from "./fleet.ts";
import type { Said } from "./said.ts";

/** How to find out what a running daemon does. */
export interface ReadBack {
  /** Names of its processes, whose listening sockets are its own. */
  readonly processes: readonly string[];
  /** What it can report. A daemon that runs and reports nothing of such a kind does nothing of that kind. */
  readonly tells: readonly Said["kind"][];
  /** The monitoring hosts report its checks, including those of their agents; agents only know their orders. */
  readonly tellsForAgents?: true;
  /** Absent if the sockets are enough. */
  ask?(host: RunningHost): Promise<Answers>;
  /** What it needs of the kernel, by node. */
  settings?(input: { readonly fleet: Fleet; readonly claims: Claims }): ReadonlyMap<string, readonly KernelSetting[]>;
}

/** A value below `/proc/sys`. */
export interface KernelSetting {
  /** `net.ipv4.ip_nonlocal_bind` */
  readonly key: string;
  /** Numbers are separated by one space. */
  readonly value: string;
}

/** A machine where a daemon runs. */
export interface RunningHost {
  readonly name: string;
  /** Sockets that the daemon's processes listen at. */
  readonly sockets: readonly Socket[];
  /**
   * Runs a program on the machine.
   * @returns what it printed
   * @throws if it fails, with what it printed
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
  /** Process that owns it, and its descriptor there; absent for processes of another machine. */
  readonly process?: string;
  readonly descriptor?: number;
}

export interface Answers {
  readonly said: readonly Said[];
  /** What the daemon does that the reader does not understand, so its effect is unknown. */
  readonly unclear: readonly string[];
}
