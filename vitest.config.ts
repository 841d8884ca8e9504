import { configDefaults, defineConfig } from "vitest/config";

/** Tests on daemons that really run, in real time. */
const DAEMONS = ["generators/*/test/live/**/*.test.ts", "test/{live,lab,prove}/**/*.test.ts", "test/**/*.live.test.ts"];

export default defineConfig({
  test: {
    setupFiles: ["test/support/seed-properties.ts"],
    // Against what hangs for good: a machine that is busy may take ten times what it takes elsewhere.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: "plain",
          include: ["test/**/*.test.ts", "generators/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...DAEMONS],
        },
      },
      {
        extends: true,
        test: {
          name: "daemons",
          include: DAEMONS,
          // One file at a time, after all others: daemons that wait for each other's processors miss their deadlines.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          // What such a machine did late is not so again; a fault fails each time.
          retry: 2,
        },
      },
    ],
  },
});
