import { describe, expect, it } from "vitest";
import { keyOf } from "../../../test/contract/provider-orders.ts";
import { bodyOf, callsTo, expectRefusal, startWithLink } from "../../../test/support/arcblock-harness.ts";

describe("stopping and opening a PaymentKit link", () => {
  it("is quiet where the server freezes what is inactive, and says no to opening it", async () => {
    const { harness, key } = await startWithLink();
    harness.emulator.freezesInactive = true;

    const first = await harness.provider.disableLink(key);
    const again = await harness.provider.disableLink(key);
    const enabled = harness.provider.enableLink?.(key);

    expect([first, again]).toEqual(["done", "done"]);
    await expect(enabled).rejects.toMatchObject({ kind: "rejected", vendorCode: "archived" });
  });

  it("is not possible any more once archived", async () => {
    const { harness, key } = await startWithLink();
    await harness.provider.archiveLink?.(key);

    await expect(harness.provider.enableLink?.(key)).rejects.toMatchObject({ vendorCode: "archived" });
    expect((await harness.provider.fetchLink(key)).state).toBe("disabled");
  });

  it("finds a link whose id never came by our reference", async () => {
    const { harness, order, made } = await startWithLink();
    const { ref: _ref, ...key } = keyOf(order, made);

    await harness.provider.disableLink(key);

    expect(harness.emulator.links()[0]?.state).toBe("inactive");
    expect((await harness.provider.fetchLink(key)).ref).toBe(made.ref);
  });
});

describe("editing a PaymentKit link", () => {
  it("sends what changes and keeps the other metadata", async () => {
    const { harness, made, key } = await startWithLink({
      options: { metadata: "order_id=1, campaign=may" },
      customerReference: "INV-1",
    });

    await harness.provider.editLink?.(key, { linkname: "June", metadata: "order_id=2" });

    const sent = bodyOf(callsTo(harness, "PUT", `payment-links/${made.ref}`)[0]);
    expect(sent).toEqual({ name: "June", metadata: { order_id: "2", campaign: "may", customer_reference: "INV-1" } });
  });

  it("changes what is expected when promotion codes are allowed or not", async () => {
    const { harness, key } = await startWithLink();

    const allowed = await harness.provider.editLink?.(key, { promo: "true" });
    const forbidden = await harness.provider.editLink?.(key, { promo: "false" });

    expect(allowed?.expected).toEqual({ least: 1n, most: 4_999n });
    expect(forbidden?.expected).toEqual({ least: 4_999n, most: 4_999n });
  });

  it("refuses a message and a page after payment together", async () => {
    const { harness, key } = await startWithLink();

    const edited = harness.provider.editLink?.(key, { after: "Thanks", redirect: "https://shop.example/" });

    await expectRefusal(edited ?? Promise.resolve(), "bad-setting", {
      option: "redirect",
      value: "set together with after",
    });
  });
});
