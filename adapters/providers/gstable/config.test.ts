import { describe, expect, it } from "vitest";
import { usdt } from "../../../test/support/gstable-harness.ts";
import { gstableEnv, modeOf } from "./config.ts";

describe("GStable configuration", () => {
  const env = {
    GSTABLE_API_KEY: "Bearer sk_live_1",
    GSTABLE_WEBHOOK_KEY: "wkk_1",
    GSTABLE_ACCOUNT_ID: "acc_1",
    GSTABLE_SETTLEMENT_TOKEN: usdt,
    GSTABLE_BASE_URL: "https://api.gstable.io/payment/v1/",
  };

  it("has no default address, since there is no sandbox", () => {
    const { GSTABLE_BASE_URL: _left, ...rest } = env;

    expect(gstableEnv.safeParse(rest).error?.issues.map((each) => each.path[0])).toEqual(["GSTABLE_BASE_URL"]);
  });

  it("is live at the vendor's origin and takes a key with or without Bearer", () => {
    const config = gstableEnv.parse(env);

    expect([modeOf(config), config.GSTABLE_API_KEY]).toEqual(["live", "sk_live_1"]);
  });
});
