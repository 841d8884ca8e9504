import type { Block } from "../render/block.ts";
import { sha256 } from "./sha256.ts";

/** What a file has in it, or where a symbolic link leads. */
export interface Content {
  /** UTF-8. */
  readonly bytes: Buffer;
  /** That of a link is the hash of no file. */
  readonly sha256: string;
  readonly isLink?: true;
}

export function textContent(text: string): Content {
  const bytes = Buffer.from(text);
  return { bytes, sha256: sha256(bytes) };
}

export function linkContent(target: string): Content {
  const bytes = Buffer.from(target);
  return { bytes, sha256: linkHash(bytes), isLink: true };
}

/** Hash of where a link leads. No generated file begins so, hence a link and a file with its target in it differ. */
export function linkHash(target: Uint8Array): string {
  return sha256(Buffer.concat([Buffer.from("link\0"), target]));
}

/**
 * Makes a renderer that does each piece of work once: the text of a block that stands in many files, and the whole
 * content of files that have the same array of blocks.
 */
export function contentRenderer(): (blocks: readonly Block[]) => Content {
  const texts = new Map<Block, string>();
  const contents = new Map<readonly Block[], Content>();
  return (blocks) => {
    const before = contents.get(blocks);
    if (before !== undefined) return before;
    let text = "";
    for (const block of blocks) {
      let part = texts.get(block);
      if (part === undefined) {
        part = blockText(block);
        texts.set(block, part);
      }
      text += part;
    }
    const content = textContent(text);
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
