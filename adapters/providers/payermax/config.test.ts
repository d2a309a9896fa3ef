import { describe, expect, it } from "vitest";
import { privateDer, publicDer } from "../../../test/support/payermax-harness.ts";
import { modeOf, payermaxEnv } from "./config.ts";

describe("PayerMax configuration", () => {
  const env = {
    PAYERMAX_APP_ID: "app",
    PAYERMAX_MERCHANT_NO: "1",
    PAYERMAX_PRIVATE_KEY: privateDer,
    PAYERMAX_PUBLIC_KEY: publicDer,
    PAYERMAX_CONTACT_EMAIL: "billing@shop.example",
  };

  it.each([
    ["PAYERMAX_PRIVATE_KEY", publicDer],
    ["PAYERMAX_PRIVATE_KEY", "secret"],
    ["PAYERMAX_PUBLIC_KEY", privateDer],
    ["PAYERMAX_PUBLIC_KEY", `${publicDer},nonsense`],
  ])("refuses a bad key and names %s", (name, value) => {
    const result = payermaxEnv.safeParse({ ...env, [name]: value });

    expect(result.error?.issues.map((each) => each.path[0])).toEqual([name]);
    expect(result.error?.message).not.toContain(value);
  });

  it("is live at the production origin only, and test by default", () => {
    const live = { ...env, PAYERMAX_BASE_URL: "https://pay-gate.payermax.com" };

    expect(modeOf(payermaxEnv.parse(env))).toBe("test");
    expect(modeOf(payermaxEnv.parse(live))).toBe("live");
    expect(payermaxEnv.parse(live).PAYERMAX_BASE_URL).toBe("https://pay-gate.payermax.com/aggregate-pay/api/gateway");
  });
});
