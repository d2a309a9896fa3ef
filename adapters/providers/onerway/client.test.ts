import { describe, expect, it } from "vitest";
import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { ProviderRef } from "../../../src/model/payment-link.ts";
import { keyOf, orderOf } from "../../../test/contract/provider-orders.ts";
import { anOrder, start, startAgainst, usd } from "../../../test/support/onerway-harness.ts";

describe("refusals", () => {
  const refusal = (respCode: string) => ({ respCode, respMsg: "no", data: null });

  it.each([
    ["50134", "rate-limited", "rate-limited"],
    ["40013", "unauthorised", "unauthorised"],
    ["55059", "rejected", "rejected"],
    ["11001", "outcome-unknown", "unavailable"],
    ["12009", "outcome-unknown", "unavailable"],
    ["13002", "rejected", "rejected"],
    ["99999", "rejected", "rejected"],
  ])("code %s is %s for a create and %s for a read, with the code kept", async (code, onCreate, onRead) => {
    const provider = await startAgainst(refusal(code));
    const order = await anOrder();
    const created = await provider.createLink(order).catch((error: unknown) => error);
    expect(created).toMatchObject({ kind: onCreate, vendorCode: code });
    const read = provider.fetchLink(keyOf(order, { ref: "1" as ProviderRef }));
    await expect(read).rejects.toMatchObject({ kind: onRead, vendorCode: code });
  });

  it("55058 is a link that is not there, with the vendor's words behind it", async () => {
    const provider = await startAgainst(refusal("55058"));
    const key = keyOf(await anOrder(), { ref: "1" as ProviderRef });
    const error = await provider.disableLink(key).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NotFoundError);
    expect((error as Error).cause).toBeInstanceOf(ProviderError);
  });

  it("that repeat our secret do not pass it on", async () => {
    const [secret = ""] = (await start()).secrets;
    const provider = await startAgainst({ respCode: "13001", respMsg: `sign of ${secret} is wrong`, data: null });
    const error = await provider.createLink(await anOrder()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ vendorMessage: "sign of [redacted] is wrong" });
  });

  it("an id that is no number is not there, and nobody is asked", async () => {
    const harness = await start();
    const key = keyOf(orderOf(harness, usd), { ref: "1e3" as ProviderRef });
    await expect(harness.provider.disableLink(key)).rejects.toBeInstanceOf(NotFoundError);
    expect(harness.calls).toEqual([]);
  });

  it.each(["javascript:alert(1)", "not a url", ""])(
    "a create answered with the address %j is not believed",
    async (linkUrl) => {
      const provider = await startAgainst({ respCode: "20000", respMsg: "Success", data: { id: "1", linkUrl } });
      await expect(provider.createLink(await anOrder())).rejects.toMatchObject({ kind: "invalid-answer" });
    },
  );
});
