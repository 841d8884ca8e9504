import type { Check } from "./language.ts";

/** Protocols that a health check can speak. */
export type CheckType = Check["type"];

/** Inclusive range of HTTP status codes. */
export interface StatusRange {
  readonly first: number;
  readonly last: number;
}

/** What is asked, and what a good answer has: the part of a check that all who ask share. */
export interface CheckQuestion {
  readonly type: CheckType;
  /** Asked instead of the port of what is checked. */
  readonly port?: number;
  /** http, https; `/` where the catalog says nothing. */
  readonly path?: string;
  readonly host?: string;
  /** http, https; 200–399 where the catalog says nothing. */
  readonly status?: readonly StatusRange[];
  readonly body?: string;
  readonly query?: string;
  readonly record?: string;
  readonly base?: string;
  readonly user?: string;
  /** Program and arguments; no shell. */
  readonly command?: readonly string[];
}

/** A health check with its rhythm: how often, how long, and how many answers change a verdict. */
export interface CheckSpec extends CheckQuestion {
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeout: number;
  readonly rise: number;
  readonly fall: number;
}
