import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../src/model/errors.ts";
import type { Reference } from "../../../src/model/payment-link.ts";
import { keyOf, orderOf, start } from "../../../test/support/payermax-harness.ts";

describe("PayerMax at its emulator", () => {
  it("sees nothing paid in a link that was only opened", async () => {
    const { provider } = await start();
    const order = orderOf("40000", "IDR");
    const made = await provider.createLink(order);

    await fetch(made.url ?? "");

    expect((await provider.fetchLink(keyOf(order))).events).toEqual([]);
  });

  it("tells the two ends of a link apart", async () => {
    const { provider, clock, emulatorClock } = await start();
    const [stopped, over] = [orderOf("5", "USD"), orderOf("6", "USD", { reference: "pl_over" as Reference })];
    await provider.createLink(stopped);
    await provider.createLink(over);

    expect(await provider.disableLink(keyOf(stopped))).toBe("done");
    expect((await provider.fetchLink(keyOf(stopped))).state).toBe("disabled");

    for (const each of [clock, emulatorClock]) each.advance(86_400_000);
    expect((await provider.fetchLink(keyOf(over))).state).toBe("expired");
  });

  it("does not call a paid link stopped", async () => {
    const { provider, emulator } = await start();
    const order = orderOf("5", "USD");
    const made = await provider.createLink(order);
    await emulator.pay(made.ref);

    await expect(provider.disableLink(keyOf(order))).rejects.toMatchObject({ kind: "rejected" });
  });

  it("does not know a link that was never made", async () => {
    const { provider } = await start();

    await expect(provider.fetchLink(keyOf(orderOf("5", "USD")))).rejects.toThrow(NotFoundError);
  });
});
