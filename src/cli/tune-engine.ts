import { setFlagsFromString } from "node:v8";

/**
 * A command runs for a second or two. V8 spends half of its processor time on optimising functions, which does not pay back in that
 * time: it begins after so many bytes of executed bytecode, by default 67,584. With more it optimises only what long runs need.
 */
const INTERRUPT_BUDGET = 1_000_000;

/** That of Node 20. Later ones count otherwise, have a compiler that costs less (Maglev), and complain about the flag. */
const VERSION = /^11\./;

if (VERSION.test(process.versions.v8)) {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  // Threads that help with short collections take more processor time than they save.
  setFlagsFromString("--no-parallel-scavenge");
}
