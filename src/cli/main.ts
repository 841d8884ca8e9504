#!/usr/bin/env node
// First, because what runs before it is optimised in vain.
import "./tune-engine.ts";
import { loadBundle } from "./load-bundle.ts";

const run = loadBundle()?.start() ?? (await import("./run.ts")).run;
process.exitCode = await run(process.argv);
