import type { Transport } from "../../contract/fleet.ts";

/** What a stub of the lab sends, so that checks pass and clients learn which machine answered. */
export type Speech =
  | "echo"
  | "http"
  | "smtp"
  | "imap"
  | "ldap"
  | "mysql"
  | "postgresql"
  | "redis"
  | "ssh"
  | "mqtt"
  | "dns"
  | "ntp";

/** A port where a server answers behind a load balancer, or at a VIP that it carries itself. */
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
  /** File of the authority that load balancers verify its certificate by; absent if the catalog names none. */
  readonly authority?: string;
  readonly speech: Speech;
  /** A cookie that the application sets for each client without one. */
  readonly cookie?: string;
  /** What checks look for in its pages. */
  readonly texts: readonly string[];
  /** If checks expect another status than 200: the first that they accept, by path. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Whether it is a stub of the lab, because nothing is generated for it. */
  readonly played: boolean;
}
