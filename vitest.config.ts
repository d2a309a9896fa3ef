import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,adapters,test}/**/*.test.ts"],
    maxWorkers: 3,
    // Real processes, sockets and clocks on a busy machine: a test that fails twice more has something to say.
    retry: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
