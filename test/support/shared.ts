import { afterEach } from "vitest";

/**
 * What costs much and is looked at by many tests: made when the first of them wants it, and anew for one that is tried
 * again. To be called where tests are described.
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
