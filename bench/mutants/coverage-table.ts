import type { FileCoverage } from "../../src/prove/coverage/coverage.ts";
import { table } from "../tables.ts";

/** Lines by daemon, and how many of them some test exercised. */
export function coverageTable(files: readonly FileCoverage[]): string {
  const daemons = [...new Set(files.map(({ daemon }) => daemon))].sort();
  const rows = [...daemons, undefined].map((daemon) => {
    const own = files.filter((file) => daemon === undefined || file.daemon === daemon);
    const lines = own.reduce((sum, file) => sum + file.lines, 0);
    const exercised = own.reduce((sum, file) => sum + file.exercised, 0);
    return [daemon ?? "all", String(lines), String(exercised), `${Math.floor((1000 * exercised) / lines) / 10} %`];
  });
  return table(["files of", "lines", "exercised", ""], rows);
}
