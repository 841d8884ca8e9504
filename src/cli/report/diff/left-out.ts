import type { Block } from "./fit-blocks.ts";

/** Names of folders and refs may be as long as somebody likes. */
const LONGEST_NAME = 200;

/** A name, cut if it is too long. */
export function shortenName(text: string): string {
  const characters = [...text];
  return characters.length <= LONGEST_NAME ? text : `${characters.slice(0, LONGEST_NAME - 1).join("")}…`;
}

/** `2 files`; empty for none. */
export function some(number: number, one: string, many = `${one}s`): string {
  return number === 0 ? "" : `${number} ${number === 1 ? one : many}`;
}

/** Lines of files that blocks show. */
export function sumLines(blocks: readonly Pick<Block, "lines">[]): number {
  return blocks.reduce((sum, { lines = 0 }) => sum + lines, 0);
}
