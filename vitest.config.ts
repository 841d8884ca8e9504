import { configDefaults, defineConfig } from "vitest/config";

/** Tests on daemons that really run, in real time. */
const LIVE = "**/live/**/*.test.ts";

/** Of those, tests that judge how long something takes, or break a whole fleet: each needs the machine for itself. */
const ALONE = [
  "test/lab/live/icinga.test.ts",
  "test/prove/live/{command,faults,faults-find}.test.ts",
  "generators/bird/test/live/next-hops.test.ts",
  "generators/haproxy/test/live/reload.test.ts",
  "generators/health/test/live/{batch,load}.test.ts",
];

/** Tests that run programs, write thousands of trees, or try every value: seconds each. */
const THOROUGH = [
  "test/{action,campus,program,properties,scripts,verdict}/**/*.test.ts",
  "test/output/{failing-operations,kill,surroundings}.test.ts",
];

/** Packages, built and installed: minutes of work for all processors. */
const PACKAGES = "test/pack/**/*.test.ts";

export default defineConfig({
  test: {
    // One per processor; vitest leaves one idle, which is half of a small machine.
    maxWorkers: "100%",
    setupFiles: ["test/support/seed-properties.ts"],
    // Against what hangs for good: a machine that is busy may take ten times what it takes elsewhere.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    projects: [
      {
        extends: true,
        test: {
          name: "quick",
          include: ["{test,generators}/**/*.test.ts"],
          exclude: [...configDefaults.exclude, LIVE, PACKAGES, ...THOROUGH],
          // No test leaves a global value changed, and importing everything anew for each file takes half the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "thorough",
          include: THOROUGH,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "daemons",
          include: [LIVE],
          exclude: [...configDefaults.exclude, ...ALONE],
          sequence: { groupOrder: 2 },
          // Daemons that wait for each other's processors may be late. What was late once is not so again; a fault fails each time.
          retry: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          retry: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "packages",
          include: [PACKAGES],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
