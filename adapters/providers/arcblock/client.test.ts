import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../src/model/errors.ts";
import type { LinkKey } from "../../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../../src/ports/runtime.ts";
import { orderOf } from "../../../test/contract/provider-orders.ts";
import { providerWith, start, startWithLink, usd } from "../../../test/support/arcblock-harness.ts";

describe("PaymentKit's access", () => {
  it("is by access key where no secret key is set", async () => {
    const harness = await start();
    const keyed = providerWith(harness, {
      ARCBLOCK_APP_SECRET_KEY: undefined,
      ARCBLOCK_APP_DID: undefined,
      ARCBLOCK_ACCESS_KEY: harness.emulator.accessKey,
    });

    await keyed.createLink(orderOf(harness, usd));

    const headers: HttpDelivery["headers"] = harness.calls.at(-1)?.headers ?? {};
    expect(headers.authorization).toBe(`Bearer ${harness.emulator.accessKey}`);
    expect(Object.keys(headers).filter((name) => name.startsWith("x-component"))).toEqual([]);
  });

  it("keeps test and live apart", async () => {
    const { harness, key } = await startWithLink();
    const live = providerWith(harness, { ARCBLOCK_LIVEMODE: "true", ARCBLOCK_CURRENCY_ID: "pc_live_usd" });

    const seen = await live.fetchLink(key).catch((error: unknown) => error);
    const made = await live.createLink(orderOf(harness, usd));

    expect(seen).toBeInstanceOf(NotFoundError);
    expect(harness.emulator.link(made.ref)).toMatchObject({ livemode: true, currency_id: "pc_live_usd" });
    expect([live.account.mode, harness.provider.account.mode]).toEqual(["live", "test"]);
  });

  it("at a path where no PaymentKit is mounted is a refusal, not a missing link", async () => {
    const harness = await start();
    const lost = providerWith(harness, {
      ARCBLOCK_BASE_URL: new URL(harness.emulator.env.ARCBLOCK_BASE_URL ?? "").origin,
    });

    await expect(lost.checkOrder(orderOf(harness, usd))).rejects.toMatchObject({
      kind: "rejected",
      vendorCode: "HTTP 404",
    });
  });
});

describe("PaymentKit's refusals", () => {
  it.each([
    ["rejected", 400, "rejected"],
    ["without rights", 403, "unauthorised"],
  ])("%s keep the server's words for operators", async (_what, status, kind) => {
    const harness = await start();
    const broken = { handle: async () => ({ status, body: '{"error":"no such thing"}' }) };
    Object.assign(harness.emulator, broken);

    const refused = harness.provider.fetchLink({
      reference: orderOf(harness, usd).reference,
      price: { kind: "open", currency: usd },
      orderedAt: new Date(),
    } as LinkKey);

    await expect(refused).rejects.toMatchObject({ kind, vendorCode: `HTTP ${status}`, vendorMessage: "no such thing" });
  });
});
