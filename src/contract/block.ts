import type { Span } from "./source.ts";

/**
 * Some lines of a generated file and the catalog values that caused them. A block is made once and can appear in the
 * files of many nodes. `diff` compares blocks, and the source map refers to them.
 */
export interface Block {
  /** Stable name within its file, such as `backend www.web`. */
  readonly key: string;
  /** Without line ends. */
  readonly lines: readonly string[];
  readonly causes: readonly Span[];
}

const NO_CAUSES: readonly Span[] = [];

export function block(key: string, lines: readonly string[], causes: readonly Span[] = NO_CAUSES): Block {
  return { key, lines, causes };
}

/**
 * Takes the place of a node for files meant for the operators of machines that are not ours: `out/_peers/<machine>/…`.
 * No node has this name.
 */
export const PEERS = "_peers";

/** A generated file. Its text is the lines of its blocks, each ended by a newline. */
export interface OutputFile {
  /** Node that the file belongs to, or `PEERS`. */
  readonly node: string;
  /** Path on the node without the leading slash: `etc/haproxy/haproxy.cfg`. */
  readonly path: string;
  /** Generator that emits it. */
  readonly daemon: string;
  /** Permission bits on the node, such as 0o644. */
  readonly mode: number;
  /** `user:group` on the node. */
  readonly owner: string;
  /** Services that it concerns, sorted. */
  readonly services: readonly string[];
  readonly blocks: readonly Block[];
  /**
   * A symbolic link instead of a file: its one line is the target, relative to the link's folder and never outside the
   * node's tree. The target may be a file of the node's own. A link has no mode; the kernel shows 0o777.
   */
  readonly isLink?: true;
}
