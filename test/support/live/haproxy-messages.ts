/** Where HAProxy's log goes in the namespace, by UDP. */
export const LOG_PORT = 5514;

/** What the agent in the namespace is asked to do. */
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
  /** What HAProxy has logged since the last time. */
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
      /** Sent as it stands once connected. */
      readonly text: string;
      /** Sent on the same connection, that many milliseconds after it was made. */
      readonly later?: { readonly after: number; readonly text: string };
      /** Milliseconds after which the connection is closed. */
      readonly hold?: number;
    };

/**
 * `http` and `https` tell what they were asked; `login` remembers who logged in on a connection, and tells; `websocket`
 * upgrades any request and echoes; `echo` and `tls` tell what they got first, in hex; `named` tells its name and keeps the
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

/** TLS of a client: the name that it asks for, its own certificate, the highest version. */
export interface Secure {
  readonly servername?: string;
  readonly pem?: string;
  readonly version?: "TLSv1.2" | "TLSv1.3";
  /** Keeps the TLS session under a name, or takes up one that was kept. */
  readonly keep?: string;
  readonly resume?: string;
  /** Protocols offered by ALPN. With `h2` chosen, the text is the path of a GET. */
  readonly alpn?: readonly string[];
}

/** What a client got. */
export interface Reply {
  readonly text: string;
  /** Whether a TLS handshake was completed. */
  readonly secured: boolean;
  /** Whether the handshake took up a session. */
  readonly resumed: boolean;
  /** What ALPN chose. */
  readonly protocol?: string;
  readonly error?: string;
}

export interface Answer {
  readonly reply?: Reply;
  readonly lines?: readonly string[];
  readonly failed?: string;
}
