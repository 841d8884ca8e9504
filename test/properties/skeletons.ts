import type { OutputFile } from "../../src/contract/block.ts";

/**
 * Generated files without their values, by node and path: as long as this stays the same, a value is one word and has
 * neither ended a line nor started a directive.
 */
export function skeletons(files: readonly OutputFile[]): Map<string, readonly string[]> {
  return new Map(
    files.map((file): [string, readonly string[]] => {
      const lines = file.blocks
        .flatMap((block) => block.lines)
        .join("\n")
        .split("\n");
      return [`${file.node}/${file.path}`, lines.map(shapeOf(file))];
    }),
  );
}

function shapeOf({ daemon, path }: OutputFile): (line: string) => string {
  if (daemon === "haproxy") return path.endsWith(".cfg") ? haproxyShape : fieldsShape;
  return daemon === "nftables" ? stringless : firstWord;
}

/** The directive and its number of words. */
function haproxyShape(line: string): string {
  const words = haproxyWords(line);
  return `${words[0] ?? ""} ${words.length}`;
}

function fieldsShape(line: string): string {
  return String(line.split(/\s+/).length);
}

function stringless(line: string): string {
  return line.replace(/"[^"]*"/g, '""');
}

function firstWord(line: string): string {
  return /^\s*\S*/.exec(line)?.[0] ?? "";
}

/** Words of a line as HAProxy reads it (Configuration Manual 2.6, section 2.2), without comments. */
export function haproxyWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const char = line[i] ?? "";
    if (quote === "" && char === "#") break;
    if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= "";
    if (quote === "" && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = "";
    else if (char === "\\" && quote !== "'") word += line[++i] ?? "";
    else word += char;
  }
  if (word !== undefined) words.push(word);
  return quote === "" ? words : [...words, "a quote is not closed"];
}
