import type { Transport } from "../../contract/fleet.ts";

/** What a server of the lab says, so that checks are content and askers learn who answered. */
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

/** Header of all that the lab asks over HTTP: who checks gets the status that he looks for, who asks gets a page. */
export const QUESTION_HEADER = "X-Lab-Question";

/** A port where a server answers behind a load balancer, or at a VIP that it holds itself. */
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
  /** A cookie that the application gives each visitor who has none. */
  readonly cookie?: string;
  /** What checks look for in its pages. */
  readonly texts: readonly string[];
  /** Where checks look for another status than 200: the first that they accept, by path. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** Whether the lab plays it, since nothing is generated for it. */
  readonly played: boolean;
}
