import type { Stats } from "node:fs";
import { watch } from "chokidar";

/** Milliseconds that a change may take: editors save a file in several steps. */
const SETTLED = 5;

/** Milliseconds after which somebody looks anyway: not every file system tells of changes, and the day may be another one. */
const ANYWAY = 1000;

/**
 * Looks at a folder now, soon after anything in it may have changed, and every second, until the process ends.
 * @param isLeftOut whether a folder is not watched, such as one that `look` writes to
 */
export async function watchFolder(
  folder: string,
  isLeftOut: (path: string, stat?: Stats) => boolean,
  look: () => void,
): Promise<never> {
  let isDue = false;
  const lookSoon = () => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      look();
    }, SETTLED);
  };
  // Before the first look, so that no change falls between the two.
  watch(folder, { ignored: isLeftOut, ignoreInitial: true })
    .on("raw", lookSoon)
    .on("all", lookSoon)
    .on("error", lookSoon);
  look();
  setInterval(lookSoon, ANYWAY);
  return await new Promise<never>(() => {});
}
