#!/usr/bin/env node
// First, because what runs before it is optimised in vain.
import "./tune-engine.ts";
import { ignoreClosedPipes } from "./ignore-closed-pipes.ts";
import { loadBundle } from "./load-bundle.ts";
import { readVersion } from "./read-version.ts";

ignoreClosedPipes();
const [, , first, ...others] = process.argv;
// Scripts call it before each use, so it does not wait for the program to load.
if (first === "--version" && others.length === 0) process.stdout.write(`${readVersion()}\n`);
else {
  const run = loadBundle()?.start() ?? (await import("./run.ts")).run;
  process.exitCode = await run(process.argv);
}
