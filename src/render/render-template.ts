import { type Block, block } from "../contract/block.ts";
import type { Span } from "../contract/source.ts";
import { renderText } from "./eta.ts";

/** Starts a line where blocks are inserted; no template contains it. */
const PLACE = "\u0000";

/** Lists of blocks by their name in the template, which must place each once. */
type Placed = Readonly<Record<string, readonly Block[]>>;

/**
 * Renders a template into blocks. Its own text becomes a block per paragraph (with the blank line before it), named
 * after the paragraph's first line that is not a comment. `<%~ it.place("frontends") %>`, on a line of its own, inserts
 * the blocks of that name unchanged: shared, not copied, with their keys and causes.
 *
 * @param template path from the package's root, such as `generators/haproxy/templates/haproxy.cfg.eta`
 * @param data values for the template, quoted for the daemon
 * @param causes of the template's own text
 */
export function renderTemplate(
  template: string,
  data: object,
  blocks: Placed = {},
  causes: readonly Span[] = [],
): Block[] {
  return fill(layOut(template, data, Object.keys(blocks)), blocks, causes);
}

/** Renders a template for many files that differ only in placed blocks and causes: its own text is rendered once. */
export function templateFiller<Name extends string>(
  template: string,
  data: object,
  names: readonly Name[],
): (blocks: Readonly<Record<Name, readonly Block[]>>, causes: readonly Span[]) => Block[] {
  const parts = layOut(template, data, names);
  return (blocks, causes) => fill(parts, blocks, causes);
}

/** A paragraph of a template's own text, or the name of the blocks placed there. */
type Part = string | { readonly key: string; readonly lines: readonly string[] };

function layOut(template: string, data: object, names: readonly string[]): Part[] {
  const unplaced = new Set(names);
  const place = (name: string): string => {
    if (!unplaced.delete(name)) throw new Error(`${template} places ${name}, which is unknown or already placed`);
    return PLACE + name;
  };
  const lines = renderText(template, { ...data, place }).split("\n");
  if (lines.pop() !== "") throw new Error(`${template} does not end in a newline`);
  if (unplaced.size > 0) throw new Error(`${template} does not place ${[...unplaced].join(", ")}`);
  const parts: Part[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    if (paragraph.length > 0) parts.push({ key: nameParagraph(paragraph), lines: paragraph });
    paragraph = [];
  };
  for (const line of lines) {
    if (line.startsWith(PLACE)) {
      close();
      parts.push(line.slice(PLACE.length));
      continue;
    }
    if (line === "") close();
    paragraph.push(line);
  }
  close();
  return parts;
}

function fill(parts: readonly Part[], blocks: Placed, causes: readonly Span[]): Block[] {
  return parts.flatMap((part) =>
    typeof part === "string" ? (blocks[part] ?? []) : block(part.key, part.lines, causes),
  );
}

function nameParagraph(lines: readonly string[]): string {
  const named = lines.find((line) => line !== "" && !line.trimStart().startsWith("#")) ?? lines[0] ?? "";
  return named === "" ? "blank" : named.trim();
}
