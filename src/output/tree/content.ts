import type { Block } from "../../contract/block.ts";
import { sha256 } from "./sha256.ts";

/** Content of a file, or the target of a symbolic link. */
export interface Content {
  /** UTF-8; a file's bytes are rendered on each access, because a tree may not fit in memory. */
  readonly bytes: Buffer;
  /** A link's hash never equals a file's. */
  readonly sha256: string;
  readonly isLink?: true;
}

export function textContent(text: string): Content {
  return contentOf(() => text);
}

function contentOf(text: () => string): Content {
  return {
    get bytes() {
      return Buffer.from(text());
    },
    sha256: sha256(text()),
  };
}

export function linkContent(target: string): Content {
  const bytes = Buffer.from(target);
  return { bytes, sha256: linkHash(bytes), isLink: true };
}

/** Hash of a link's target. No generated file begins with this prefix, so a link never equals a file with its target. */
export function linkHash(target: Uint8Array): string {
  return sha256(Buffer.concat([Buffer.from("link\0"), target]));
}

/**
 * Makes a renderer that does each piece of work once: the text of lines that are in many files, and the whole content
 * of files that have the same array of blocks.
 */
export function contentRenderer(): (blocks: readonly Block[]) => Content {
  const texts = new Map<readonly string[], string>();
  const contents = new Map<readonly Block[], Content>();
  const textOf = (blocks: readonly Block[]): string => {
    let text = "";
    for (const block of blocks) {
      let part = texts.get(block.lines);
      if (part === undefined) {
        part = blockText(block);
        texts.set(block.lines, part);
      }
      text += part;
    }
    return text;
  };
  return (blocks) => {
    const before = contents.get(blocks);
    if (before !== undefined) return before;
    const content = contentOf(() => textOf(blocks));
    contents.set(blocks, content);
    return content;
  };
}

function blockText(block: Block): string {
  const broken = block.lines.find((line) => line.includes("\n"));
  if (broken !== undefined)
    throw new Error(`block ${block.key} has a line end inside a line: ${JSON.stringify(broken)}`);
  return block.lines.length === 0 ? "" : `${block.lines.join("\n")}\n`;
}
