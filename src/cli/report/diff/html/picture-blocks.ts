import { KINDS_OF_SERVICE } from "../../../../contract/subject.ts";
import { renderHtml } from "../../../../render/html.ts";
import type { Comparison } from "../../../../words/comparison.ts";
import type { Change } from "../../../../words/fold-sentences.ts";
import type { Block } from "../fit-blocks.ts";
import { type DrawnService, drawServices } from "./draw-services.ts";
import { layOutPicture } from "./lay-out-picture.ts";
import type { Fate } from "./merge-sketches.ts";
import { wordsOfPicture } from "./words-of-picture.ts";

/** Nobody looks at more; the rest is counted. */
const MOST_PICTURES = 12;

const TEMPLATE = "src/cli/report/diff/html/templates/picture.eta";

/** What happens is not told by colour alone. */
const SIGNS: Readonly<Record<Fate, string>> = { new: "+", gone: "−", same: "" };

/** Pictures of services, and how many are not there. */
export interface PictureBlocks {
  readonly blocks: readonly Block[];
  /** Services that there is a picture of, beyond the most. */
  readonly more: number;
  /** Services that change, but not in who talks to whom. */
  readonly undrawn: number;
}

/**
 * Pictures of who talks to whom, in the order in which sentences name the services.
 * @param promises undefined if nothing is to be drawn
 */
export function pictureBlocks(promises: Comparison | undefined, changes: readonly Change[]): PictureBlocks {
  if (promises === undefined) return { blocks: [], more: 0, undrawn: 0 };
  const services = drawServices(promises);
  const ranks = ranksOf(changes);
  const rank = ({ name }: DrawnService) => ranks.get(name) ?? changes.length;
  const shown = services.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_PICTURES);
  const drawn = new Set(services.map(({ name }) => name));
  const changed = new Set(
    promises.changes.flatMap(({ kind, names }) => (KINDS_OF_SERVICE.has(kind) ? [names[0]] : [])),
  );
  return {
    blocks: shown.map(pictureBlock),
    more: services.length - shown.length,
    undrawn: [...changed].filter((name) => name !== undefined && !drawn.has(name)).length,
  };
}

/** The first sentence that names each service. */
function ranksOf(changes: readonly Change[]): Map<string, number> {
  const ranks = new Map<string, number>();
  for (const [index, { who }] of changes.entries()) {
    for (const name of who) {
      const [service = ""] = name.split(" ");
      if (!ranks.has(service)) ranks.set(service, index);
    }
  }
  return ranks;
}

function pictureBlock({ name, fate, picture }: DrawnService): Block {
  const layout = layOutPicture(picture);
  const words = wordsOfPicture(picture);
  return { text: renderHtml(TEMPLATE, { name, fate, ...layout, words, signs: SIGNS }) };
}
