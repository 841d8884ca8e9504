#!/usr/bin/env node
// First, because what runs before it is optimised in vain.
import "./tune-engine.ts";
import { run } from "./run.ts";

process.exitCode = await run(process.argv);
