import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { searchPath } from "../../../../../src/verdict/find-program.ts";
import { checkMadeUp } from "../../../../support/check-made-up.ts";
import type { Provoke } from "../../../provoke.ts";

/** A machine that allows no namespaces, and a catalog with raw lines. */
export const provoke: Provoke = async (folder, report) => {
  const programs = join(folder, "programs");
  mkdirSync(programs);
  writeFileSync(join(programs, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const path = searchPath(`${programs}:${process.env["PATH"]}`);
  await checkMadeUp("true", folder, report, { path, hasRawLines: true });
};
