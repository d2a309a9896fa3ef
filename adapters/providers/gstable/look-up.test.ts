import { describe, expect, it } from "vitest";
import { requireCurrency } from "../../../src/model/currency.ts";
import type { Reference } from "../../../src/model/payment-link.ts";
import type { LinkKey } from "../../../src/ports/payment-provider.ts";
import { keyOf, money, orderOf, work } from "../../../test/support/gstable-harness.ts";
import { loadProvider } from "../../../test/support/provider-harness.ts";
import { gstableEnv } from "./config.ts";
import { pageThrough } from "./pages.ts";

describe("GStable lists", () => {
  const newestFirst = Array.from({ length: 250 }, (_, at) => new Date(Date.UTC(2026, 5, 30) - at * 86_400_000));

  async function readThrough(all: readonly Date[], since: Date) {
    const pages: number[] = [];
    const read = async (page: number, size: number) => {
      pages.push(page);
      return { items: all.slice((page - 1) * size, page * size), total: all.length };
    };
    const found: Date[] = [];
    for await (const each of pageThrough({ read, createdAt: (at) => at, since })) found.push(each);
    return { pages, found };
  }

  it("stops at what is too old when a list runs from new to old", async () => {
    expect((await readThrough(newestFirst, new Date(Date.UTC(2026, 5, 1)))).pages).toEqual([1]);
  });

  it("reads a list in another order to its end", async () => {
    const { pages, found } = await readThrough(newestFirst.toReversed(), new Date(Date.UTC(2026, 5, 1)));

    expect(pages).toEqual([1, 2, 3]);
    expect(found).toHaveLength(250);
  });
});

describe("GStable at its emulator", () => {
  it("counts no visit that was not paid", () =>
    work(async (bench) => {
      const order = orderOf("5");
      const made = await bench.provider.createLink(order);
      bench.emulator.visit(made.ref);

      expect((await bench.provider.fetchLink(keyOf(order, made.ref))).events).toEqual([]);
    }));

  it("lists what a link costs, also one the payer decides about", () =>
    work(async (bench) => {
      const currency = requireCurrency("USD");
      const open = orderOf("5", "USD", {
        price: { kind: "open", currency },
        items: [{ name: "Donation", quantity: 1 }],
      });
      await bench.provider.createLink(open);
      await bench.provider.createLink(orderOf("5", "USDT", { reference: "L7K2QM-SECOND" as Reference }));

      const page = await bench.provider.listLinks?.({ page: 1, size: 10 });

      expect(page?.links.map((each) => each.price)).toEqual([
        { kind: "fixed", amount: money("5", "USDT") },
        open.price,
      ]);
      expect(page?.total).toBe(2);
    }));

  it("lets a buyer type an amount on the checkout page", () =>
    work(async (bench) => {
      const currency = requireCurrency("USD");
      const order = orderOf("5", "USD", {
        price: { kind: "open", currency },
        items: [{ name: "Donation", quantity: 1 }],
      });
      const made = await bench.provider.createLink(order);

      await fetch(made.url ?? "", { method: "POST", body: new URLSearchParams({ amount: "12.50" }) });

      const { events } = await bench.provider.fetchLink(keyOf(order));
      expect(events?.[0]).toMatchObject({ kind: "payment.succeeded", amount: money("12.50", "USD") });
    }));

  it("does not take a wrong address for a link that is not there", () =>
    work(async (bench) => {
      const { provider } = await loadProvider("gstable");
      const lost = gstableEnv.parse({
        ...bench.emulator.env,
        GSTABLE_BASE_URL: `${new URL(bench.emulator.env.GSTABLE_BASE_URL ?? "").origin}/nowhere`,
      });

      const asked = provider
        .create(lost, bench.context)
        .fetchLink(keyOf(orderOf("5"), "lnk_1" as LinkKey["ref"] & string));

      await expect(asked).rejects.toMatchObject({ kind: "rejected", vendorCode: "HTTP 404" });
    }));
});
