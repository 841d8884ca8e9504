import type { Check } from "./language.ts";

/** Protocols that a health check can speak. */
export type CheckType = Check["type"];

/** Inclusive range of HTTP status codes. */
export interface StatusRange {
  readonly first: number;
  readonly last: number;
}

/** The request and what a good answer contains: the part of a check that all daemons that run it share. */
export interface CheckQuestion {
  readonly type: CheckType;
  /** Checked instead of the target's own port. */
  readonly port?: number;
  /** http, https; default: `/`. */
  readonly path?: string;
  readonly host?: string;
  /** http, https; default: 200–399. */
  readonly status?: readonly StatusRange[];
  readonly body?: string;
  readonly query?: string;
  readonly record?: string;
  readonly base?: string;
  readonly user?: string;
  /** Program and arguments; no shell. */
  readonly command?: readonly string[];
}

/** A health check with its timing: how often, how long, and how many results in a row change a verdict. */
export interface CheckSpec extends CheckQuestion {
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly rise: number;
  readonly fall: number;
}
