import { afterEach } from "vitest";

/** How often a value is made again: what fails after that is no accident, and each try would cost as much. */
const AGAIN = 2;

/**
 * An expensive value for many tests: created when the first of them needs it, and again for a test that is
 * retried. Call it inside `describe`.
 */
export function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  let left = AGAIN;
  afterEach(({ task }) => {
    if (task.result?.state !== "fail" || left === 0) return;
    made = undefined;
    left--;
  });
  return () => {
    made ??= make();
    return made;
  };
}
