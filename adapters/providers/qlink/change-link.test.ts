import { describe, expect, it } from "vitest";
import { NotFoundError } from "../../../src/model/errors.ts";
import { orderOf } from "../../../test/contract/provider-orders.ts";
import { keyOfOrder, seenKey, sent, start, usd } from "../../../test/support/qlink-harness.ts";

describe("stopping a QLink request", () => {
  it("is only asked for until the status shows it", async () => {
    const harness = await start();
    harness.emulator.cancelMs = 5_000;
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    const key = keyOfOrder(order);

    const first = await harness.provider.disableLink(key);
    const before = await harness.provider.fetchLink(key);
    harness.clock.advance(harness.emulator.cancelMs);
    const after = await harness.provider.fetchLink(key);
    const again = await harness.provider.disableLink(key);

    expect([first, before.state, after.state, again]).toEqual(["asked", "active", "disabled", "done"]);
  });

  it("does not keep out money that is quicker", async () => {
    const harness = await start();
    harness.emulator.cancelMs = 5_000;
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.provider.disableLink(keyOfOrder(order));

    await harness.emulator.pay(order.reference);

    const seen = await harness.provider.fetchLink(keyOfOrder(order));
    expect(seen.events?.map((each) => each.kind)).toEqual(["payment.succeeded"]);
  });

  it("does not ask for a paid one", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.createLink(order);
    await harness.emulator.pay(order.reference);

    expect(await harness.provider.disableLink(keyOfOrder(order))).toBe("done");
    expect(sent(harness, "cancel")).toEqual([]);
  });

  it("fails for one QLink does not know", async () => {
    const harness = await start();

    await expect(harness.provider.disableLink(seenKey("nobody"))).rejects.toBeInstanceOf(NotFoundError);
  });
});
