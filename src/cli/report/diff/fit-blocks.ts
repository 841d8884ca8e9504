/** A part of a text that is printed completely or not at all. */
export interface Block {
  readonly text: string;
  /** Lines of files that it shows; none if absent. */
  readonly lines?: number;
}

/** What fits of some blocks, in their order. */
export interface Fitting<B extends Block> {
  readonly shown: readonly B[];
  readonly hidden: readonly B[];
  /** What the shown ones take. */
  readonly bytes: number;
}

/** Bytes between blocks: an empty line. */
const GAP = 2;

/**
 * Takes whole blocks as long as there is room. One that is too large does not hide the smaller ones behind it.
 * @param room in bytes of UTF-8, which are never fewer than UTF-16 units
 */
export function fitBlocks<B extends Block>(blocks: readonly B[], room: number): Fitting<B> {
  const shown: B[] = [];
  const hidden: B[] = [];
  let bytes = 0;
  for (const block of blocks) {
    const size = Buffer.byteLength(block.text) + GAP;
    if (bytes + size > room) hidden.push(block);
    else {
      shown.push(block);
      bytes += size;
    }
  }
  return { shown, hidden, bytes };
}
