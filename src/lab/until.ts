import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two looks at something that does not tell when it changes. */
const PAUSE = 50;

/**
 * Looks until something holds.
 * @param look what is there, and whether that will do
 * @param timeout milliseconds
 * @returns milliseconds that it took
 * @throws when it takes too long, with what was seen last
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
