import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "generators/**/*.test.ts"],
    setupFiles: ["test/support/seed-properties.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
