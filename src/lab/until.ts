import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two polls of something that sends no notification. */
const PAUSE = 50;

/**
 * Polls until a condition holds.
 * @param look returns the state, and whether it is sufficient
 * @param timeout milliseconds
 * @returns milliseconds that it took
 * @throws if it takes too long, with the last state
 */
export async function until(look: () => Promise<{ done: boolean; seen: unknown }>, timeout: number): Promise<number> {
  const start = performance.now();
  for (;;) {
    const { done, seen } = await look();
    const passed = performance.now() - start;
    if (done) return passed;
    if (passed > timeout) throw new Error(`not within ${timeout} ms; seen last: ${JSON.stringify(seen)}`);
    await delay(PAUSE);
  }
}
