import type { Family, Transport } from "../../contract/fleet.ts";

/** Something that is asked in the lab, and what claims promise about it. */
export interface Question {
  /** Absent where it is about none: a port of a node itself. */
  readonly service?: string;
  /** Network that is asked from; the machine of that name asks. */
  readonly client: string;
  /** Nodes that hold the address where the question arrives: those of the asker's site where there are some. */
  readonly nodes: readonly string[];
  readonly family: Family;
  /** What is asked, as a reader names it: `https://www.uni.example/intern`, `tcp port 587`. */
  readonly asked: string;
  readonly probe: Probe;
  readonly wanted: Wanted;
}

/** What goes over the wire. */
export interface Probe {
  readonly transport: Transport;
  /** Address of the asker. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Present where TLS is spoken; `shows` a certificate of its own. */
  readonly tls?: { readonly servername?: string; readonly shows: boolean };
  /** What is said, a character for each byte; may be empty where the server speaks first. */
  readonly says: string;
  /** Whether the first bytes are the answer, or all until the server ends. */
  readonly until: "data" | "end";
  /** Milliseconds. */
  readonly timeout: number;
  /** How often it is asked, one after the other, by somebody who keeps cookies; once where absent. */
  readonly visits?: number;
}

export type Wanted =
  /**
   * No answer; where a firewall keeps the asker out, not even a connection. `filtered`: nor may the machine refuse, which
   * tells that the question got to it.
   */
  | { readonly kind: "nothing"; readonly connects: boolean; readonly filtered?: true }
  /** The machine itself answers, or refuses where nothing listens: its firewall lets the asker in. */
  | { readonly kind: "reached" }
  /** An HTTP status of the load balancer itself. */
  | { readonly kind: "status"; readonly status: number; readonly certificate?: readonly string[] }
  | {
      readonly kind: "redirect";
      readonly to: string;
      readonly status: number;
      readonly certificate?: readonly string[];
    }
  | MemberWanted;

/** A member's answer. */
export interface MemberWanted {
  readonly kind: "member";
  readonly backend?: string;
  /** Machines that may answer, sorted; empty where the answer can't tell its name: then any answer will do. */
  readonly machines: readonly string[];
  /** Whether it tells its name and its client as HTTP, or in its first words. */
  readonly told: "http" | "text";
  /** Whether all answers to a visitor who asks several times are to be of one member. */
  readonly keeps?: true;
  /** What the member knows about the client; absent where it can't say. */
  readonly sees?: "header" | "address" | "balancer";
  /** Names in the certificate that is shown to the client. */
  readonly certificate?: readonly string[];
}

/** Milliseconds that an answer may take, on a machine that runs a whole fleet. */
export const PATIENCE = 4000;

/** Milliseconds after which nothing comes any more: longer than TCP waits before it says it again. */
export const SILENCE = 2500;
