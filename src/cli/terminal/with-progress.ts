import { progressLine } from "./progress-line.ts";

/** Says what is being done while it is, on a terminal; in a pipe or a file nothing is said. */
export function withProgress<Result>(what: string, work: () => Result): Result {
  const line = progressLine(process.stderr);
  line.show(`${what} …`);
  try {
    return work();
  } finally {
    line.clear();
  }
}
