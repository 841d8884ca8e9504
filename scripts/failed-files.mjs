// `node scripts/failed-files.mjs REPORT`: the files of tests that failed, a line each, from a report of vitest as JSON.
import { readFileSync } from "node:fs";

const { testResults } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));
const failed = testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
process.stdout.write(failed.map((name) => `${name}\n`).join(""));
