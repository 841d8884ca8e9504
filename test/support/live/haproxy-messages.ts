/** Where HAProxy's log goes in the namespace, by UDP. */
export const LOG_PORT = 5514;

/** Messages to the agent in the namespace. */
export type Message =
  | { readonly do: "addresses"; readonly addresses: readonly string[] }
  | {
      readonly do: "listen";
      readonly kind: ServerKind;
      readonly address: string;
      readonly port: number;
      /** Certificate and key, for https and tls. */
      readonly pem?: string;
    }
  /** HAProxy's log lines since the last call. */
  | { readonly do: "log" }
  | { readonly do: "close"; readonly address: string; readonly port: number }
  | { readonly do: "start"; readonly name: string; readonly argv: readonly string[] }
  | { readonly do: "stop"; readonly name: string }
  | {
      readonly do: "send";
      readonly from: string;
      readonly to: string;
      readonly port: number;
      readonly tls?: Secure;
      /** Sent unchanged once connected. */
      readonly text: string;
      /** Sent on the same connection, this many milliseconds after it was established. */
      readonly later?: { readonly after: number; readonly text: string };
      /** Milliseconds after which the connection is closed. */
      readonly hold?: number;
    };

/**
 * `http` and `https` return the request; `login` remembers who logged in on a connection, and returns it; `websocket`
 * upgrades any request and echoes; `echo` and `tls` return the first data in hex; `named` sends its name and keeps the
 * connection; `wrong` talks nonsense; the others say what a health check of their protocol wants to hear, `smtp-proxied` after a PROXY header.
 */
export type ServerKind =
  | "http"
  | "https"
  | "login"
  | "websocket"
  | "named"
  | "echo"
  | "tls"
  | "wrong"
  | "ldap"
  | "smtp"
  | "smtp-proxied"
  | "mysql"
  | "postgresql"
  | "redis";

/** TLS of a client: the server name, its own certificate, the highest version. */
export interface Secure {
  readonly servername?: string;
  readonly pem?: string;
  readonly version?: "TLSv1.2" | "TLSv1.3";
  /** Stores the TLS session under a name, or resumes a stored one. */
  readonly keep?: string;
  readonly resume?: string;
  /** Protocols offered by ALPN. With `h2` chosen, the text is the path of a GET. */
  readonly alpn?: readonly string[];
}

/** Result of a client. */
export interface Reply {
  readonly text: string;
  /** Whether a TLS handshake was completed. */
  readonly secured: boolean;
  /** Whether the handshake resumed a session. */
  readonly resumed: boolean;
  /** The protocol that ALPN chose. */
  readonly protocol?: string;
  readonly error?: string;
}

export interface Answer {
  readonly reply?: Reply;
  readonly lines?: readonly string[];
  readonly failed?: string;
}
