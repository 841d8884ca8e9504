import { defineConfig } from "vitest/config";

/**
 * What runs on the daemons of Debian 13, in its root (`npm run test:debian13`). Chosen for about seven minutes: each daemon
 * accepts all that is written for it, and does what matters most. That nothing else of them changed is not shown.
 */
const FILES = [
  // All golden files and examples by their own daemons.
  "test/live/daemons-accept.test.ts",
  "generators/*/test/live/valid.test.ts",
  "generators/apache/test/live/*.test.ts",
  "generators/bird/test/live/*.test.ts",
  "generators/haproxy/test/live/{check-types,checks,client-timeouts,families,members,paths,streams,websites}.test.ts",
  "generators/icinga2/test/live/{objects,states}.test.ts",
  "generators/nftables/test/live/{icmp,load,read-back,regressions}.test.ts",
  "test/checks/live/*.test.ts",
  "test/lab/live/icinga.test.ts",
  "test/prove/live/drift-icinga2.test.ts",
];

/** What runs there with the programs of BIRD 3. The lab starts all daemons, reads them back, and is led astray. */
const BIRD3_FILES = ["generators/bird/test/live/*.test.ts", "test/prove/live/drift.test.ts"];

const COMMON = {
  setupFiles: ["test/support/seed-properties.ts"],
  testTimeout: 300_000,
  hookTimeout: 300_000,
  fileParallelism: false,
  retry: 2,
};

export default defineConfig({
  test: {
    projects: [
      { test: { ...COMMON, name: "debian13", include: FILES } },
      { test: { ...COMMON, name: "bird3", include: BIRD3_FILES } },
    ],
  },
});
