import { describe, expect, it } from "vitest";
import { orderOf } from "../../../test/contract/provider-orders.ts";
import { start, usd } from "../../../test/support/qlink-harness.ts";
import { qlinkEnv } from "./config.ts";
import provider from "./index.ts";
import { signContent, toSignedText } from "./sign.ts";

describe("the QLink signature", () => {
  // Made with another implementation of SHA-1; the vendor publishes none.
  const vectors = [
    [
      "string",
      '{"payAccount":"account1"}',
      '{"appKey":"demoAppKey","content":"{\\"payAccount\\":\\"account1\\"}"}demoAppSecret',
      "2947c848d788e319b006a787f2e7e173bc090341",
    ],
    [
      "object",
      '{"payAccount":"account1"}',
      '{"appKey":"demoAppKey","content":{"payAccount":"account1"}}demoAppSecret',
      "944ed680a1074836c8f95b04551882b4c223af4e",
    ],
    ["string", undefined, '{"appKey":"demoAppKey"}demoAppSecret', "78b37377c2c3769f28890eb3553c96af9285def7"],
    [
      "string",
      '{"description":"描述"}',
      '{"appKey":"demoAppKey","content":"{\\"description\\":\\"描述\\"}"}demoAppSecret',
      "ca5b317072afe7f06fc7c8d16f353c4ba52bf590",
    ],
  ] as const;

  it.each(vectors)("reads the content as %s: %s", (reading, content, text, sha1) => {
    const parts = { appKey: "demoAppKey", reading, ...(content !== undefined && { content }) };

    expect(toSignedText(parts, "demoAppSecret")).toBe(text);
    expect(signContent(parts, "demoAppSecret")).toBe(sha1);
  });

  it.each(["string", "object"] as const)("is accepted by a server that reads the content as %s", async (reading) => {
    const harness = await start({}, reading);

    const made = await harness.provider.createLink(orderOf(harness, usd));

    expect(made.url).toMatch(/^http/);
  });

  it("is made with the first of two secrets", async () => {
    const harness = await start();
    const env = {
      ...harness.emulator.env,
      QLINK_APP_SECRET: `${harness.emulator.env.QLINK_APP_SECRET},an-older-secret`,
    };
    const made = await provider.create(qlinkEnv.parse(env), harness.context).createLink(orderOf(harness, usd));

    expect(made.state).toBe("active");
  });
});
