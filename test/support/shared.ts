import { afterEach } from "vitest";

/**
 * An expensive value for many tests: created when the first of them needs it, and again for a test that is
 * retried. Call it inside `describe`.
 */
export function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  afterEach(({ task }) => {
    if (task.result?.state === "fail") made = undefined;
  });
  return () => {
    made ??= make();
    return made;
  };
}
