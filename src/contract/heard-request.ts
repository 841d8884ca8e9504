/**
 * Something that reached a member and is not a question of the lab: a connection, or the first data on one. Only what comes
 * directly from its sender, as health checks do; what a load balancer forwards for a client is left out.
 */
export interface HeardRequest {
  readonly machine: string;
  /** Address and port of the member. */
  readonly address: string;
  readonly port: number;
  /** Address of the sender. */
  readonly from: string;
  readonly tls: boolean;
  /** Server name in TLS; absent if none was sent. */
  readonly servername?: string;
  /** `GET /health HTTP/1.1` in HTTP, otherwise the first data, one character per byte; empty for the connection itself. */
  readonly says: string;
  /** Host of an HTTP request. */
  readonly host?: string;
}
