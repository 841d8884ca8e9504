import type { Stats } from "node:fs";
import { watch } from "chokidar";

/** Milliseconds that a change may take: editors save a file in several steps. */
const SETTLED = 5;

/** Milliseconds after which somebody looks anyway: not every file system tells of changes, and the day may be another one. */
const ANYWAY = 1000;

/** What is watched. */
interface WatchedFolder {
  readonly folder: string;
  /** Whether only the files in it are watched, not its folders. */
  readonly isFlat: boolean;
  /** Whether a file or folder is not watched, such as one that `look` writes to. */
  readonly isLeftOut: (path: string, stat?: Stats) => boolean;
}

/**
 * Looks at a folder now, soon after anything in it may have changed, and every second, until nobody reads standard output any more.
 * @throws what `look` throws
 */
export async function watchFolder({ folder, isFlat, isLeftOut }: WatchedFolder, look: () => void): Promise<void> {
  const watcher = watch(folder, { ignored: isLeftOut, ignoreInitial: true, ...(isFlat ? { depth: 0 } : {}) });
  let anyway: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      process.stdout.once("error", () => resolve());
      let isDue = false;
      const lookSoon = () => {
        if (isDue) return;
        isDue = true;
        setTimeout(() => {
          isDue = false;
          try {
            look();
          } catch (error) {
            reject(error);
          }
        }, SETTLED);
      };
      // Before the first look, so that no change falls between the two.
      watcher.on("raw", lookSoon).on("all", lookSoon).on("error", lookSoon);
      look();
      anyway = setInterval(lookSoon, ANYWAY);
    });
  } finally {
    clearInterval(anyway);
    await watcher.close();
  }
}
