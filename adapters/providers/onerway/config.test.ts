import { describe, expect, it } from "vitest";
import { modeOf, onerwayEnv } from "./config.ts";

describe("configuration", () => {
  const env = { ONERWAY_MERCHANT_NO: "800209", ONERWAY_SECRET_KEY: "3b5e10b65bff4172a5b9ca2d2ec00a6e" };

  it("is the sandbox unless told otherwise, and live only at the production origin", () => {
    const modes = [
      undefined,
      "https://acq.onerway.com",
      "https://acq.onerway.com.example",
      "http://acq.onerway.com",
    ].map((base) => modeOf(onerwayEnv.parse({ ...env, ...(base !== undefined && { ONERWAY_BASE_URL: base }) })));
    expect(modes).toEqual(["test", "live", "test", "test"]);
  });

  it.each([
    ["ONERWAY_TIMEZONE", "Asia/Shanghai"],
    ["ONERWAY_AMOUNT_FORMAT", "float"],
    ["ONERWAY_SECRET_KEY", "new,"],
    ["ONERWAY_MERCHANT_NO", "123456789012345678901"],
    ["ONERWAY_BASE_URL", "ftp://acq.onerway.com"],
  ])("refuses %s=%s", (name, value) => {
    expect(onerwayEnv.safeParse({ ...env, [name]: value }).success).toBe(false);
  });
});
