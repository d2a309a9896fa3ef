import { describe, expect, it } from "vitest";
import type { Reference } from "../../../src/model/payment-link.ts";
import { callsTo, orderOf, work } from "../../../test/support/gstable-harness.ts";

describe("GStable at its emulator", () => {
  it("makes one product for a name, however many links", () =>
    work(async (bench) => {
      await bench.provider.createLink(orderOf("5"));
      await bench.provider.createLink(orderOf("6", "USD", { reference: "L7K2QM-SECOND" as Reference }));

      expect(callsTo(bench, "/product/create")).toBe(1);
    }));

  it("finds the product again after everything remembered is lost", () =>
    work(async (bench) => {
      await bench.provider.createLink(orderOf("5"));
      bench.clock.advance(25 * 3_600_000);
      await bench.provider.createLink(orderOf("6", "USD", { reference: "L7K2QM-SECOND" as Reference }));

      expect(callsTo(bench, "/product/create")).toBe(1);
      expect(callsTo(bench, "/product/list")).toBe(2);
    }));

  it("looks for products again when the one it remembers is refused", () =>
    work(async (bench) => {
      const { cache } = bench.context;
      let isStale = true;
      cache.get = async <T>() => {
        const remembered = isStale ? ("prd_gone" as T) : undefined;
        isStale = false;
        return remembered;
      };

      const made = await bench.provider.createLink(orderOf("5"));

      expect(bench.emulator.links()).toMatchObject([{ ref: made.ref }]);
    }));

  it("asks for no product when the operator names one", () =>
    work(
      async (bench) => {
        await expect(bench.provider.createLink(orderOf("5"))).rejects.toMatchObject({ vendorCode: "100301" });
        expect(callsTo(bench, "/product/")).toBe(0);
      },
      { GSTABLE_PRODUCT_ID: "prd_operator" },
    ));
});
