import { progressLine } from "./progress-line.ts";

/** Shows on a terminal what is being done; nothing is written to a pipe or a file. */
export function withProgress<Result>(what: string, work: () => Result): Result {
  const line = progressLine(process.stderr);
  line.show(`${what} …`);
  try {
    return work();
  } finally {
    line.clear();
  }
}
