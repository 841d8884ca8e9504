/** Who asks, what they reach, and who answers. */
export const COLUMNS = ["clients", "frontends", "backends"] as const;
export type Column = (typeof COLUMNS)[number];

/** Something that takes part, with what a reviewer must know of it. */
export interface SketchBox {
  readonly column: Column;
  readonly title: string;
  readonly lines: ReadonlySet<string>;
}

/** Who talks to whom for one service in one tree. */
export interface Sketch {
  readonly boxes: ReadonlyMap<string, SketchBox>;
  /** `[from, to]` as JSON, keys of boxes. */
  readonly links: ReadonlySet<string>;
}

/** A sketch to which boxes and links are added. */
export interface OpenSketch extends Sketch {
  /**
   * Adds a box, or lines to the one that is there.
   * @param about tells boxes of one title apart
   * @returns its key, which is the same in both trees
   */
  add(column: Column, title: string, lines: readonly string[], about?: string): string;
  link(from: string, to: string): void;
}

export function openSketch(): OpenSketch {
  const boxes = new Map<string, SketchBox & { readonly lines: Set<string> }>();
  const links = new Set<string>();
  return {
    boxes,
    links,
    add(column, title, lines, about = "") {
      const key = JSON.stringify([column, title, about]);
      const box = boxes.get(key) ?? { column, title, lines: new Set() };
      for (const line of lines) box.lines.add(line);
      boxes.set(key, box);
      return key;
    },
    link(from, to) {
      links.add(JSON.stringify([from, to]));
    },
  };
}
