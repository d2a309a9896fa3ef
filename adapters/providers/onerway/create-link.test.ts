import { describe, expect, it } from "vitest";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import { keyOf, money, orderOf } from "../../../test/contract/provider-orders.ts";
import { anOrder, start, usd } from "../../../test/support/onerway-harness.ts";
import { toAddWire } from "./mapping.ts";

describe("requests", () => {
  it("have exactly the content type the vendor asks for", async () => {
    const harness = await start();
    await harness.provider.createLink(orderOf(harness, usd));
    expect(harness.calls[0]?.headers["content-type"]).toBe("application/json");
  });

  it("use a Long and a Boolean to update a status, and an Integer to filter by it", async () => {
    const harness = await start();
    const order = orderOf(harness, usd);
    await harness.provider.disableLink({ ...keyOf(order, { ref: "9007199254740993" as ProviderRef }) }).catch(() => {});
    await harness.provider.listLinks?.({ status: "disabled", page: 1, size: 10 });
    const [update = "", list = ""] = harness.calls.map((call) => Buffer.from(call.body).toString());
    expect(update).toContain('"id":9007199254740993,"linkStatus":false');
    expect(list).toContain('"linkStatus":0');
  });

  it("name the link for people, then for us", async () => {
    const order = await anOrder();
    expect(toAddWire(order, "text").linkName).toBe(`Annual membership ${order.reference}`);
    const named = { ...order, options: { linkname: "Renewal" } };
    expect(toAddWire(named, "text")).toMatchObject({
      linkName: `Renewal ${order.reference}`,
      itemName: "Annual membership",
    });
  });

  it("begin the name with the merchant's own number", async () => {
    const order = await anOrder({ customerReference: "INV-42" });
    expect(toAddWire(order, "text").linkName).toBe(`INV-42 Annual membership ${order.reference}`);
  });

  it("keep our reference at the end of a name however long the rest is", async () => {
    const order = await anOrder({ description: "é".repeat(600) });
    const { linkName } = toAddWire(order, "text");
    expect(linkName).toMatch(/^é{99}… /);
    expect(linkName.endsWith(` ${order.reference}`)).toBe(true);
  });

  it("ask for email and name only when told to", async () => {
    const order = await anOrder();
    expect(Object.keys(toAddWire(order, "text"))).not.toContain("collectEmail");
    const asked = { ...order, options: { email: "true", name: "false", description: "Twelve months" } };
    expect(toAddWire(asked, "text")).toMatchObject({
      collectEmail: true,
      collectName: false,
      description: "Twelve months",
    });
  });

  it("tell several things in the description", async () => {
    const unitPrice = money("5.00", usd);
    const items = [
      { name: "Mug", quantity: 3, unitPrice },
      { name: "Shipping", quantity: 1, unitPrice },
    ];
    const order = await anOrder({ items, description: "Mug, Shipping" });
    expect(toAddWire(order, "text")).toMatchObject({ itemName: "Mug, Shipping", description: "Mug x3, Shipping x1" });
    expect(toAddWire({ ...order, items: items.slice(0, 1), description: "Mug" }, "text")).toMatchObject({
      itemName: "Mug x3",
    });
  });

  it.each([
    "line\nbreak\tand \u0000 null",
    "half \ud83d a character",
    '"quoted" \\ 年费会员 👩‍👩‍👧',
    "\u2028 separators",
  ])("carry %j so that the vendor reads what was signed", async (description) => {
    const harness = await start();
    await harness.provider.createLink(orderOf(harness, usd, { description }));
    expect(harness.emulator.links()).toHaveLength(1);
  });

  it("hold whole characters only", async () => {
    const wire = toAddWire(await anOrder({ description: "half \ud83d a character" }), "text");
    expect([wire.linkName.isWellFormed(), wire.itemName.isWellFormed()]).toEqual([true, true]);
  });

  it("are signed with the new secret while the old one is still accepted", async () => {
    const [secret = ""] = (await start()).secrets;
    const harness = await start({ env: { ONERWAY_SECRET_KEY: `${secret}, formersecret` } });
    await harness.provider.createLink(orderOf(harness, usd));
    expect(harness.emulator.links()).toHaveLength(1);
    const turned = await start({ env: { ONERWAY_SECRET_KEY: `newsecret,${secret}` } });
    await expect(turned.provider.createLink(orderOf(turned, usd))).rejects.toMatchObject({ kind: "unauthorised" });
  });
});
