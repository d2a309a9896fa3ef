import { describe, expect, it } from "vitest";
import { start } from "../../../test/support/onerway-harness.ts";
import type { ProviderHarness } from "../../../test/support/provider-harness.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import { type Fields, signFields } from "./sign.ts";

describe("the emulator refuses", () => {
  const cases: readonly (readonly [string, string, Fields])[] = [
    ["a Boolean status in the list", "list", { linkStatus: true }],
    ["a status as text in the list", "list", { linkStatus: "1" }],
    ["an Integer status in an update", "updateStatus", { id: exactNumber("1"), linkStatus: exactNumber("0") }],
    ["an id as text in an update", "updateStatus", { id: "1", linkStatus: false }],
    ["an unknown field", "list", { pageSize: exactNumber("10") }],
    ["a missing field", "updateStatus", { linkStatus: false }],
    ["too many decimals", "add", { amount: "49.999", currency: "USD", defaultCountry: "US", itemName: "Mug" }],
    ["decimals in yen", "add", { amount: "49.00", currency: "JPY", defaultCountry: "JP", itemName: "Mug" }],
    ["an amount of nothing", "add", { amount: "0.00", currency: "USD", defaultCountry: "US", itemName: "Mug" }],
    ["a time of another form", "list", { startTime: "2026-05-01T00:00:00Z" }],
  ];

  async function send(harness: ProviderHarness, operation: string, fields: Fields, type = "application/json") {
    const [secret = ""] = harness.secrets;
    const all = { merchantNo: "800209", ...fields };
    const answer = await harness.emulator.handle({
      method: "POST",
      path: `/v1/txn/paymentLink/${operation}`,
      query: {},
      headers: { "content-type": type },
      body: Buffer.from(JSON.stringify({ ...all, sign: signFields(all, secret) })),
    });
    return typeof answer === "string" ? answer : JSON.parse(answer.body ?? "").respCode;
  }

  it.each(cases)("%s", async (_what, operation, fields) => {
    expect(await send(await start(), operation, fields)).toBe("13001");
  });

  it("a content type with a character set", async () => {
    const harness = await start();
    expect(await send(harness, "list", {})).toBe("20000");
    expect(await send(harness, "list", {}, "application/json; charset=utf-8")).toBe("40013");
  });

  it("a merchant number that is not the key's", async () => {
    expect(await send(await start(), "list", { merchantNo: "800210" })).toBe("40013");
  });
});
