import type { Family, Transport } from "../../contract/fleet.ts";
import type { Causes } from "./causes.ts";
import type { CookieWanted } from "./cookie-towards.ts";
import type { HeadersWanted } from "./headers-towards.ts";

/** A request in the lab, and the expected result according to claims. */
export interface Question {
  /** Absent if it is about none: a port of a node itself. */
  readonly service?: string;
  /** Network of the client; the machine of that name sends the request, unless `sender` does. */
  readonly client: string;
  /** Machine that sends the request in its place, from an address that it has for the time of a trial. */
  readonly sender?: string;
  /** Nodes with the address that the question reaches: those of the client's site if there are any. */
  readonly nodes: readonly string[];
  readonly family: Family;
  /** The target in reports: `https://www.uni.example/intern`, `tcp port 587`. */
  readonly asked: string;
  readonly probe: Probe;
  readonly wanted: Wanted;
  /** The first is shown with a finding. */
  readonly causes: Causes;
}

/** What goes over the wire. */
export interface Probe {
  readonly transport: Transport;
  /** Address of the client. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Present if TLS is used. */
  readonly tls?: ProbeTls;
  /** Data to send, one character per byte; may be empty if the server speaks first. */
  readonly says: string;
  /** Whether the first bytes are the answer, or everything until the server closes. */
  readonly until: "data" | "end";
  /** Milliseconds. */
  readonly timeout: number;
  /** Number of sequential requests by one client that keeps its cookies; once if absent. */
  readonly visits?: number;
  /** Connections that the client holds meanwhile, without a word. */
  readonly held?: number;
  /**
   * The same request again and again over some connections, each until it gets status 429, and so many at most; then once more,
   * at a time (milliseconds) after the first.
   */
  readonly flood?: { readonly most: number; readonly connections: number; readonly lasts?: number };
}

/** TLS as the client speaks it. */
export interface ProbeTls {
  readonly servername?: string;
  /** The client's certificate: issued by the authority in this file of the catalog, or `FOREIGN`; none if absent. */
  readonly shows?: string;
  /** The one version that the client speaks: `1.2`; all that it knows if absent. */
  readonly version?: string;
  /** The request goes over HTTP/2. */
  readonly h2?: true;
}

/** A client certificate of an authority that nobody trusts. */
export const FOREIGN = "foreign";

export type Wanted =
  /** No answer and no connection. `filtered`: the machine must not refuse, either, which would show that the packet reached it. */
  | { readonly kind: "nothing"; readonly filtered?: true }
  /** A connection that is closed without an answer. */
  | { readonly kind: "closed" }
  /** The handshake ends with an alert about the version or the client's certificate; RFC 8446, section 6.2. */
  | { readonly kind: "alert"; readonly about: "version" | "ciphers" | "certificate" }
  /**
   * Answers to so many requests within the period (milliseconds), at each load balancer that they reach, then status 429;
   * none of that status to one source that is exempt.
   */
  | { readonly kind: "limited"; readonly count: number; readonly period: number; readonly exempt?: true }
  /** No member answers: status 503, or without HTTP a close. A health daemon may withdraw the VIP by then. */
  | { readonly kind: "unanswered"; readonly told: MemberWanted["told"] }
  /** The machine itself answers, or refuses if nothing listens: its firewall allows the client. */
  | { readonly kind: "reached" }
  /** An HTTP status of the load balancer or the web server itself, and what its page says. */
  | ({ readonly kind: "status"; readonly status: number; readonly page?: string } & FrontendWanted)
  | ({ readonly kind: "redirect"; readonly to: string; readonly status: number } & FrontendWanted)
  | MemberWanted;

/** What every answer of a frontend shows, whoever gives it. */
export interface FrontendWanted {
  /** Names in the certificate that the client gets. */
  readonly certificate?: readonly string[];
  /** No session ticket is given, whose key would have to be renewed. */
  readonly ticketless?: true;
  /** Values of response headers by lower-case name; `null` for one that must not be there. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

/** A member's answer. */
export interface MemberWanted extends FrontendWanted {
  readonly kind: "member";
  readonly backend?: string;
  /** Machines that may answer, sorted; empty if the answer cannot include a name, so that any answer is accepted. */
  readonly machines: readonly string[];
  /** Whether it sends its name and its client by HTTP, or in its first data. */
  readonly told: "http" | "text";
  /** Whether all answers to one client must come from one member. */
  readonly keeps?: true;
  /** The client as the member sees it; absent if it cannot report it. */
  readonly sees?: "header" | "address" | "balancer";
  /** Headers that the member should receive. */
  readonly receives?: HeadersWanted;
  /** The cookie that the client should get with its first answer. */
  readonly cookie?: CookieWanted;
  /** Server name that the member should receive in TLS, by machine. */
  readonly servernames?: Readonly<Record<string, string>>;
}

/** Milliseconds that an answer may take on a machine that runs a whole fleet. */
export const PATIENCE = 4000;

/** Milliseconds after which no answer is expected: longer than TCP waits before it retransmits. */
export const SILENCE = 2500;
