import { describe, expect, it } from "vitest";
import type { AccountId } from "../../../src/model/payment-link.ts";
import { orderOf, start } from "../../../test/support/payermax-harness.ts";
import { KeptMetrics, memoryCache, seededIds } from "../../../test/support/runtime.ts";
import { payermaxEnv } from "./config.ts";
import payermax from "./index.ts";

describe("PayerMax at its emulator", () => {
  it("signs once more with a new time, then says that the clock is wrong", async () => {
    const { provider, emulatorClock, logger } = await start();
    emulatorClock.advance(180_000);

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({
      kind: "unavailable",
      vendorCode: "REQ_TIME_OVER_TIME",
      vendorMessage: expect.stringContaining("clock"),
    });
    expect(logger.lines.join()).toContain("clock");
  });

  it("does not believe a success answer with a false signature", async () => {
    const [ours, theirs] = [await start(), await start()];
    const mixed = { ...ours.emulator.env, PAYERMAX_PUBLIC_KEY: theirs.emulator.env.PAYERMAX_PUBLIC_KEY };
    const provider = payermax.create(payermaxEnv.parse(mixed), {
      account: { id: "payermax:default" as AccountId, name: "default" },
      clock: ours.clock,
      ids: seededIds("payermax"),
      logger: ours.logger,
      metrics: new KeptMetrics(),
      cache: memoryCache(ours.clock),
      webhookUrl: "http://127.0.0.1/webhooks/payermax",
    });

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({ kind: "invalid-answer" });
  });

  it.each([
    ["hang", "outcome-unknown"],
    ["error", "outcome-unknown"],
    ["not-json", "invalid-answer"],
    ["wrong-types", "invalid-answer"],
    ["rate-limit", "rate-limited"],
    ["unauthorised", "unauthorised"],
  ] as const)("tells what a create that meets %s came to", async (fault, kind) => {
    const { provider, emulator } = await start();
    emulator.faults.plan(fault);

    await expect(provider.createLink(orderOf("5", "USD"))).rejects.toMatchObject({ kind });
    expect(emulator.links()).toEqual([]);
  });
});
