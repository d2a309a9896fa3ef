import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arcblockEnv } from "./config.ts";

describe("PaymentKit's access", () => {
  it.each([
    ["nothing to prove itself with", {}, ["ARCBLOCK_APP_SECRET_KEY"]],
    ["a secret key and no DID", { ARCBLOCK_APP_SECRET_KEY: "07".repeat(32) }, ["ARCBLOCK_APP_DID"]],
    [
      "a secret key that is none",
      { ARCBLOCK_APP_DID: "z1", ARCBLOCK_APP_SECRET_KEY: "07" },
      ["ARCBLOCK_APP_SECRET_KEY"],
    ],
    [
      "a livemode that is neither",
      { ARCBLOCK_ACCESS_KEY: "blocklet-x", ARCBLOCK_LIVEMODE: "maybe" },
      ["ARCBLOCK_LIVEMODE"],
    ],
  ])("is not configured with %s", (_what, env, variables) => {
    const parsed = arcblockEnv.safeParse({ ARCBLOCK_BASE_URL: "https://shop.example/payment", ...env });

    expect(parsed.error?.issues.map((issue) => issue.path[0])).toEqual(variables);
  });
});

// The schema is what the environment is read with, so a refinement must not hide its fields.
it("PaymentKit's variables can be listed", () => {
  expect(Object.keys(arcblockEnv.shape)).toContain("ARCBLOCK_BASE_URL");
  expect(arcblockEnv).toBeInstanceOf(z.ZodObject);
});
