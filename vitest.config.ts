import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,adapters,test}/**/*.test.ts"],
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
