import type { Column, Sketch } from "./sketch.ts";

/** What happens to a part of a picture. */
export type Fate = "same" | "new" | "gone";

export interface Fated {
  readonly text: string;
  readonly fate: Fate;
}

export interface PictureBox {
  readonly key: string;
  readonly column: Column;
  readonly title: string;
  readonly fate: Fate;
  readonly lines: readonly Fated[];
}

export interface PictureLink {
  readonly from: string;
  readonly to: string;
  readonly fate: Fate;
}

/** Who talks to whom before and after, in one. */
export interface Picture {
  readonly boxes: readonly PictureBox[];
  readonly links: readonly PictureLink[];
}

/** Lays the sketches of both trees over each other. */
export function mergeSketches(before: Sketch, after: Sketch): Picture {
  const boxes = union(before.boxes.keys(), after.boxes.keys()).map(({ text: key, fate }): PictureBox => {
    const [old, now] = [before.boxes.get(key), after.boxes.get(key)];
    const either = now ?? old;
    if (either === undefined) throw new Error("a box is in one of the sketches");
    const lines = fate === "same" ? union(old?.lines ?? [], now?.lines ?? []) : withFate(either.lines, fate);
    return { key, column: either.column, title: either.title, fate, lines };
  });
  const links = union(before.links, after.links).map(({ text, fate }): PictureLink => {
    const [from, to]: [string, string] = JSON.parse(text);
    return { from, to, fate };
  });
  return { boxes, links };
}

/** Whether a picture shows any difference. */
export function isChanged({ boxes, links }: Picture): boolean {
  return [...links, ...boxes, ...boxes.flatMap(({ lines }) => lines)].some(({ fate }) => fate !== "same");
}

/** What is there, in its order; what is gone is behind what stood before it. */
function union(before: Iterable<string>, after: Iterable<string>): Fated[] {
  const [old, now] = [new Set(before), new Set(after)];
  const goneBehind = new Map<string | undefined, string[]>();
  let last: string | undefined;
  for (const text of old) {
    if (now.has(text)) last = text;
    else {
      const gone = goneBehind.get(last) ?? [];
      goneBehind.set(last, gone);
      gone.push(text);
    }
  }
  const behind = (text?: string) => withFate(goneBehind.get(text) ?? [], "gone");
  return [
    ...behind(),
    ...[...now].flatMap((text): Fated[] => [{ text, fate: old.has(text) ? "same" : "new" }, ...behind(text)]),
  ];
}

function withFate(texts: Iterable<string>, fate: Fate): Fated[] {
  return [...texts].map((text) => ({ text, fate }));
}
