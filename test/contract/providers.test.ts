import { describe, expect, test } from "vitest";
import { fakeProvider } from "../support/fake-provider.ts";
import { findProviders, loadProvider } from "../support/provider-harness.ts";
import { testProvider } from "./provider-contract.ts";

testProvider(fakeProvider());

const names = findProviders();

test("there are providers to check", () => {
  expect(names.length).toBeGreaterThan(0);
});

for (const name of names) {
  try {
    testProvider(await loadProvider(name));
  } catch (error) {
    // One broken folder must not hide what the others do.
    describe(name, () => {
      test("can be loaded", () => {
        throw error;
      });
    });
  }
}
