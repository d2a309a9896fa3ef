import { describe, expect, it } from "vitest";
import { formatMoney } from "../../../src/model/money.ts";
import { money, orderOf } from "../../../test/contract/provider-orders.ts";
import { keyOfOrder, seenKey, sent, start, usd } from "../../../test/support/qlink-harness.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { toSeenLink } from "./mapping.ts";
import { statusRowSchema } from "./wire.ts";

describe("QLink amounts", () => {
  it.each(["0.10", "49.90", "90071992547409.93", "1.00"])("go onto the wire as %s, digit for digit", async (text) => {
    const harness = await start();

    await harness.provider.createLink(orderOf(harness, usd, { amount: money(text, usd) }));

    expect(sent(harness, "apply")[0]).toContain(`"amount":${text},`);
    expect(harness.emulator.links()[0]?.amount).toBe(text);
  });

  it.each([
    ["49.99", "49.99 USD"],
    ["49.990", "49.99 USD"],
    ["90071992547409.93", "90,071,992,547,409.93 USD"],
    ["49.994", "49.994 USD"],
  ])("come back from %s exactly", async (paid, shown) => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);

    await harness.emulator.pay(order.reference, { amount: paid });

    const seen = await harness.provider.fetchLink(keyOfOrder(order));
    const amount = seen.events?.[0]?.amount;
    expect(amount && formatMoney(amount)).toBe(shown);
  });

  it("are read with an exponent too", () => {
    const row = statusRowSchema.parse(parseExactJson('{"status":"PAY_SUCCESS","amount":1.1E+2,"currency":"USD"}'));
    const key = { ...seenKey("x"), price: { kind: "open", currency: usd } } as const;

    const seen = toSeenLink(row, key, { timezone: "+08:00", now: new Date(0) });

    expect(seen.events?.[0]?.amount).toEqual(money("110.00", usd));
  });
});
