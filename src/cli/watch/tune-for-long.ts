import { setFlagsFromString } from "node:v8";

/** What `tune-engine.ts` saves a command that is over soon, a long one pays back: the defaults of Node 20 again. */
export function tuneForLong(): void {
  if (!process.versions.v8.startsWith("11.")) return;
  setFlagsFromString("--interrupt-budget=67584");
  setFlagsFromString("--parallel-scavenge");
}
