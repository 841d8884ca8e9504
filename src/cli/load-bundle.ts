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

/** The program, and the script that it came from. */
export interface Bundle {
  readonly run: typeof run;
  readonly script: Script;
}

/**
 * The program from its bundle, which starts in a third of the time that its modules take. V8 compiles it anew if its code was made by
 * another version, or with other flags.
 * @returns undefined if there is none, as when it runs from source
 */
export function loadBundle(): Bundle | undefined {
  if (!isCompiled || isSea()) return undefined;
  const script = compileBundle(readIfThere(CODE));
  if (script === undefined) return undefined;
  const module: { exports: { run?: typeof run } } = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(BUNDLE), module, BUNDLE, dirname(BUNDLE));
  if (module.exports.run === undefined) throw new Error(`${BUNDLE} does not export the program`);
  return { run: module.exports.run, script };
}

/** @param cachedData V8's code of it */
export function compileBundle(cachedData: Buffer | undefined): Script | undefined {
  const text = readIfThere(BUNDLE)?.toString("latin1");
  if (text === undefined) return undefined;
  return new Script(Module.wrap(text), { filename: BUNDLE, ...present({ cachedData }) });
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
