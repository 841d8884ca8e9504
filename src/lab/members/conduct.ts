import type { HeardRequest } from "../../contract/heard-request.ts";
import type { Listener } from "./listener.ts";

/**
 * Certificates that stubs show in TLS:
 * - `own`: of the authority that their load balancers trust, for every name of the catalog
 * - `foreign`: the same names, of an authority that load balancers must not trust for this
 * - `misnamed`: of the right authority, for a name that nobody wants
 */
export const SHOWN = ["own", "foreign", "misnamed"] as const;
export type Shown = (typeof SHOWN)[number];

/** How a stub answers health checks that should fail. */
export interface WrongAnswer extends Pick<Listener, "machine" | "address" | "port"> {
  /** For HTTP; checks of other protocols get something that none of them means. */
  readonly http?: {
    readonly path: string;
    /** Absent: the status that the check expects. */
    readonly status?: number;
    /** Whether what checks look for is in the page. */
    readonly hasTexts: boolean;
  };
}

/** How often a stub answered a health check wrongly, by who checks. */
export interface AnsweredWrongly extends Pick<HeardRequest, "machine" | "address" | "port" | "from" | "host"> {
  /** Of HTTP. */
  readonly path?: string;
  /** 0 if the check got the right answer. */
  readonly count: number;
}

/** Certificates of stubs in PEM, with their keys, by the file of the authority that verifies them; `""` for all others. */
export type MemberCertificates = Readonly<{ [S in Shown]: Readonly<{ [authority: string]: string }> }>;
