import type { Span } from "./source.ts";

/**
 * Some lines of a generated file and the catalog values that caused them. A block is made once and may stand in the
 * files of many nodes; blocks are what is compared by `diff` and what the source map speaks of.
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
 * Stands for a node in files that are for the operators of machines that are not ours: `out/_peers/<machine>/…`. No node
 * has this name.
 */
export const PEERS = "_peers";

/** A generated file. Its text is the lines of its blocks, each ended by a newline. */
export interface OutputFile {
  /** Node whose file it is, or `PEERS`. */
  readonly node: string;
  /** Path on the node without the leading slash: `etc/haproxy/haproxy.cfg`. */
  readonly path: string;
  /** Generator that emits it. */
  readonly daemon: string;
  /** Permission bits on the node, such as 0o644. */
  readonly mode: number;
  /** `user:group` on the node. */
  readonly owner: string;
  /** Services that it is about, sorted. */
  readonly services: readonly string[];
  readonly blocks: readonly Block[];
  /**
   * A symbolic link in place of a file: its one line is where it leads, relative to its folder and never out of the node's
   * tree. What it leads to may be the node's own. A link has no mode; 0o777 is what the kernel shows.
   */
  readonly isLink?: true;
}
