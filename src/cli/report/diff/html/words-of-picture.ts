import type { Fate, Fated, Picture } from "./merge-sketches.ts";

/** What is said of a picture before the rest is counted. */
const MOST = 100;
const LONGEST = 1000;

const FATES: readonly Fate[] = ["gone", "new", "same"];

/** What a picture shows, in text: for who does not see it, and in full where a box has no room. Changes come first. */
export function wordsOfPicture({ boxes, links }: Picture): { readonly shown: readonly Fated[]; readonly more: number } {
  const names = new Map(boxes.map((box) => [box.key, nameOf(box)]));
  const words: Fated[] = [
    ...links.map(({ from, to, fate }) => ({ fate, text: `${names.get(from) ?? ""} → ${names.get(to) ?? ""}` })),
    ...boxes.flatMap(wordsOfBox),
  ];
  const ordered = [...words.filter(({ fate }) => fate !== "same"), ...words.filter(({ fate }) => fate === "same")];
  return {
    shown: ordered.slice(0, MOST).map(({ text, fate }) => ({ text: cut(text), fate })),
    more: Math.max(0, ordered.length - MOST),
  };
}

/** A sentence for what comes, for what goes and for what stays. The name of a client says what it has. */
function wordsOfBox({ column, title, fate: whole, lines }: Picture["boxes"][number]): Fated[] {
  return FATES.flatMap((fate): Fated[] => {
    const texts = lines.filter((line) => line.fate === fate).map(({ text }) => text);
    const isSaid = column === "clients" && fate === whole;
    return texts.length === 0 || isSaid ? [] : [{ fate, text: `${title}: ${texts.join(", ")}` }];
  });
}

/** Two clients may have one name, and differ in what narrows their access. */
function nameOf({ column, title, lines }: Picture["boxes"][number]): string {
  return column === "clients" ? [title, ...lines.map(({ text }) => text)].join(" ") : title;
}

function cut(text: string): string {
  const characters = [...text.slice(0, 2 * LONGEST)];
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}
