import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";
import { Script } from "node:vm";
import { present } from "../contract/present.ts";
import { isCompiled } from "../module-path.ts";
import { packageRoot } from "../package-root.ts";
import type { run } from "./run.ts";

/** The program as one file, and what V8 made of it; `npm run compile` makes both. */
const BUNDLE = join(packageRoot, "dist/intentlb.cjs");
const CODE = join(packageRoot, "dist/intentlb.code");

/** The program as V8 has compiled it. */
export interface Bundle {
  readonly script: Script;
  /** Runs the text of its modules. */
  readonly start: () => typeof run;
}

/**
 * The program from its bundle, which starts in a third of the time that its modules take. V8 compiles it anew if its code was made by
 * another version, or with other flags.
 * @param isFresh whether it is compiled anew in any case
 * @returns undefined if there is none, as when it runs from source
 */
export function loadBundle(isFresh = false): Bundle | undefined {
  const text = isCompiled && !isSea() ? readIfThere(BUNDLE)?.toString("latin1") : undefined;
  if (text === undefined) return undefined;
  const cachedData = isFresh ? undefined : readIfThere(CODE);
  const script = new Script(Module.wrap(text), { filename: BUNDLE, ...present({ cachedData }) });
  const start = () => {
    const module: { exports: { run?: typeof run } } = { exports: {} };
    script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
    if (module.exports.run === undefined) throw new Error(`${BUNDLE} does not export the program`);
    return module.exports.run;
  };
  return { script, start };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
