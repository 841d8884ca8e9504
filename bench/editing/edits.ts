import type { Random } from "../catalog/random.ts";

/** Texts of a catalog's files by path; files that are not YAML may be named by it. */
export type Files = Readonly<Record<string, string>>;

/** How often an edited file gets its first text again, so that the catalog does not only get worse. */
const UNDONE = 60;

/**
 * A catalog after the next edit of a session: words, lines and whole files change, wrongly for the most part, as while somebody
 * types; other edits undo all that was done to a file.
 * @param original the catalog that the session began with
 */
export function nextEdit(original: Files, files: Files, random: Random): Files {
  const edited = Object.keys(original).filter((path) => files[path] !== original[path]);
  if (edited.length > 0 && random.percent(UNDONE)) {
    const path = pick(edited, random);
    return { ...files, [path]: original[path] ?? "" };
  }
  const path = pickByLength(files, random);
  if (random.percent(2)) return Object.fromEntries(Object.entries(files).filter(([other]) => other !== path));
  return { ...files, [path]: editText(files[path] ?? "", words(files), random) };
}

/** Where there is more text, there is more to edit. */
function pickByLength(files: Files, random: Random): string {
  let at = random.below(Object.values(files).reduce((sum, text) => sum + text.length, 0));
  for (const [path, text] of Object.entries(files)) {
    if (at < text.length) return path;
    at -= text.length;
  }
  return "";
}

function pick(texts: readonly string[], random: Random): string {
  return texts[random.below(texts.length)] ?? "";
}

function editText(text: string, known: readonly string[], random: Random): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const kind = random.below(10);
  if (kind < 5) lines[at] = withAnotherWord(line, known, random);
  else if (kind === 5) lines.splice(at, 1);
  else if (kind === 6) lines.splice(at, 0, line);
  else if (kind === 7) lines.splice(at, 0, "# a comment");
  else if (kind === 8) lines[at] = ` ${line}`;
  else lines.splice(at, 1, lines[at + 1] ?? "", line);
  return lines.join("\n");
}

const WORD = /[\w./:-]*\w/g;

function withAnotherWord(line: string, known: readonly string[], random: Random): string {
  const found = [...line.matchAll(WORD)];
  const word = found[random.below(Math.max(1, found.length))];
  if (word === undefined) return line;
  const other = random.percent(80) ? pick(known, random) : String(random.below(70_000));
  return line.slice(0, word.index) + other + line.slice(word.index + word[0].length);
}

/** All words of the catalog: names, keys and values. */
function words(files: Files): string[] {
  return Object.values(files).flatMap((text) => text.match(WORD) ?? []);
}
