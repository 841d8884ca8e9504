import type { Transport } from "../../resolve/fleet.ts";

/** What a server of the lab says, so that checks are content and askers learn who answered. */
export type Speech = "echo" | "http" | "smtp" | "imap" | "ldap" | "redis" | "ssh" | "mqtt" | "dns" | "ntp";

/** A port where the lab plays a server that nothing is generated for. */
export interface Listener {
  /** Machine that it is on. */
  readonly machine: string;
  readonly address: string;
  readonly port: number;
  readonly transport: Transport;
  /** Whether a PROXY header comes first. */
  readonly proxy: boolean;
  /** Whether TLS ends here. */
  readonly tls: boolean;
  readonly speech: Speech;
}
