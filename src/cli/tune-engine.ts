import { setFlagsFromString } from "node:v8";

/**
 * A command runs for a second or two. V8 spends half of its processor time on optimising functions, which does not pay back in that
 * time: it begins after so many bytes of executed bytecode, by default 67,584. With more it optimises only what long runs need.
 */
const INTERRUPT_BUDGET = 1_000_000;

setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
