import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Reference } from "../../../src/model/payment-link.ts";
import { orderOf } from "../../../test/contract/provider-orders.ts";
import { fromSample, keyOfOrder, start, usd } from "../../../test/support/qlink-harness.ts";
import { toAccount, toMadeLink } from "./mapping.ts";
import { accountRowSchema, appliedSchema, openEnvelope } from "./wire.ts";

describe("QLink answers", () => {
  it.each([
    ["bare", '[{"a":1}]', [{ a: 1 }]],
    ["bare object", '{"billCode":"B"}', { billCode: "B" }],
    ["result", '{"success":true,"result":[1]}', [1]],
    ["data", '{"success":true,"message":"ok","data":{"billCode":"B"}}', { billCode: "B" }],
    ["flat", '{"success":true,"message":"ok","billCode":"B"}', { billCode: "B" }],
  ])("are opened when %s", (_form, text, payload) => {
    expect(openEnvelope(JSON.parse(text))).toEqual({ ok: true, payload });
  });

  it("that say no keep their words", () => {
    expect(openEnvelope({ success: false, errorCode: "E1", message: "账单不存在" })).toEqual({
      ok: false,
      code: "E1",
      message: "账单不存在",
    });
  });

  it("are read with and without the envelope", async () => {
    const harness = await start();
    harness.emulator.hasEnvelope = true;
    const order = orderOf(harness, usd);

    await harness.provider.createLink(order);

    expect((await harness.provider.fetchLink(keyOfOrder(order))).state).toBe("active");
  });

  it("of the vendor's examples give the account's choices and a QR code", () => {
    const rows = fromSample("queryPayAccount", "answer", z.array(accountRowSchema));
    const applied = fromSample("apply", "answer", appliedSchema);

    expect(rows.map(toAccount)).toEqual([
      { id: "ONLINE", name: "在线支付", kind: "paytype" },
      { id: "QR_CODE_PAYMENT", name: "二维码扫描支付", kind: "paytype" },
      { id: "QRIS", name: "支付渠道", kind: "paychannel" },
    ]);
    expect(toMadeLink(applied, "L1" as Reference)).toMatchObject({ qrContent: "商家完成操作时将使用的具体值" });
  });
});
