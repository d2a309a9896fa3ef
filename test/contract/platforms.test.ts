import { afterEach, describe, expect, test } from "vitest";
import { findPlatforms, type PlatformHarness, startPlatform } from "../support/platform-harness.ts";
import { platformCases } from "./platform-contract.ts";

let harness: PlatformHarness | undefined;

afterEach(async () => {
  await harness?.stop();
  harness = undefined;
});

const pairs = await findPlatforms();

test("there are platforms to check", () => {
  expect(pairs.length).toBeGreaterThan(0);
});

describe.each(pairs.map((pair) => ({ name: pair.platform.title, pair })))("$name", ({ pair }) => {
  test.each(platformCases)("$name", async ({ run, applies }) => {
    harness = await startPlatform(pair);
    if (applies !== undefined && !applies(harness)) return;
    await run(harness);
    expect(harness.emulator.complaints()).toEqual([]);
  });
});
