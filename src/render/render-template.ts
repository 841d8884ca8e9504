import type { Span } from "../catalog/source.ts";
import { type Block, block } from "./block.ts";
import { renderText } from "./eta.ts";

/** Starts a line where blocks are put in; no text of a template holds it. */
const PLACE = "\u0000";

/**
 * Renders a template into blocks. Its own text becomes a block per paragraph (with the blank line before it), named for
 * the paragraph's first line that is no comment. `<%~ it.place("frontends") %>`, on a line of its own, puts in the
 * blocks of that name, as they are: shared, not copied, with their keys and causes.
 *
 * @param template path from the package's root, such as `generators/haproxy/templates/haproxy.cfg.eta`
 * @param data values for the template, quoted for the daemon
 * @param blocks lists of blocks by the name under which the template places them; it must place each once
 * @param causes of the template's own text
 */
export function renderTemplate(
  template: string,
  data: object,
  blocks: Readonly<Record<string, readonly Block[]>> = {},
  causes: readonly Span[] = [],
): Block[] {
  const unplaced = new Set(Object.keys(blocks));
  const place = (name: string): string => {
    if (!unplaced.delete(name)) throw new Error(`${template} places ${name}, which is unknown or already placed`);
    return PLACE + name;
  };
  const lines = renderText(template, { ...data, place }).split("\n");
  if (lines.pop() !== "") throw new Error(`${template} does not end in a newline`);
  if (unplaced.size > 0) throw new Error(`${template} does not place ${[...unplaced].join(", ")}`);
  const result: Block[] = [];
  let paragraph: string[] = [];
  const close = (): void => {
    if (paragraph.length > 0) result.push(block(nameParagraph(paragraph), paragraph, causes));
    paragraph = [];
  };
  for (const line of lines) {
    if (line.startsWith(PLACE)) {
      close();
      result.push(...(blocks[line.slice(PLACE.length)] ?? []));
      continue;
    }
    if (line === "") close();
    paragraph.push(line);
  }
  close();
  return result;
}

function nameParagraph(lines: readonly string[]): string {
  const named = lines.find((line) => line !== "" && !line.trimStart().startsWith("#")) ?? lines[0] ?? "";
  return named === "" ? "blank" : named.trim();
}
