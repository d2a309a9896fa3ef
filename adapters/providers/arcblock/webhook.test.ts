import { fromRandom, fromSecretKey } from "@ocap/wallet";
import { describe, expect, it } from "vitest";
import { WebhookVerificationError } from "../../../src/model/errors.ts";
import { providerWith, startWithLink } from "../../../test/support/arcblock-harness.ts";
import type { ProviderStart } from "../../../test/support/provider-harness.ts";

describe("a PaymentKit webhook", () => {
  async function paid(options: ProviderStart = {}) {
    const { harness, made } = await startWithLink({}, options);
    await harness.emulator.pay(made.ref);
    const delivery = harness.received.at(-1)?.delivery;
    if (delivery === undefined) throw new Error("nothing was reported");
    return { harness, made, delivery };
  }

  it("of the other mode is acknowledged and says nothing", async () => {
    const { harness, delivery } = await paid();

    const live = providerWith(harness, { ARCBLOCK_LIVEMODE: "true" });

    expect(await live.receiveWebhook(delivery)).toMatchObject({
      events: [],
      hints: [],
      acknowledgement: { status: 200 },
    });
  });

  it("is checked with the public key where one is set, or with one of two", async () => {
    const { harness, delivery } = await paid();
    const own = fromSecretKey(harness.emulator.env.ARCBLOCK_APP_SECRET_KEY ?? "").publicKey;
    const other = fromRandom().publicKey;

    const rotated = providerWith(harness, { ARCBLOCK_APP_PUBLIC_KEY: `${other},${own}` });
    const wrong = providerWith(harness, { ARCBLOCK_APP_PUBLIC_KEY: other });

    expect((await rotated.receiveWebhook(delivery)).events).toHaveLength(1);
    await expect(wrong.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "signature" });
  });

  it("is believed behind a proxy that cuts the path", async () => {
    const { harness, delivery } = await paid();

    expect((await harness.provider.receiveWebhook({ ...delivery, path: "/cut" })).events).toHaveLength(1);
  });

  it("without the headers of today's signature names the link to look at", async () => {
    const { harness, made, delivery } = await paid();
    const { "x-component-sig-iat": _iat, "x-component-sig-exp": _exp, ...headers } = delivery.headers;

    const refused = harness.provider.receiveWebhook({ ...delivery, headers });

    await expect(refused).rejects.toMatchObject({ problem: "missing", hints: [{ ref: made.ref }] });
  });

  it("cannot be checked with an access key alone", async () => {
    const { harness, delivery } = await paid();
    const keyed = providerWith(harness, {
      ARCBLOCK_APP_SECRET_KEY: undefined,
      ARCBLOCK_ACCESS_KEY: harness.emulator.accessKey,
    });

    await expect(keyed.receiveWebhook(delivery)).rejects.toThrow("ARCBLOCK_APP_PUBLIC_KEY");
  });

  it.each([
    ["five minutes and a second old", 301_000],
    ["five minutes and a second ahead", -301_000],
  ])("%s is not believed", async (_age, ms) => {
    const { harness, delivery } = await paid();

    harness.clock.advance(ms);

    await expect(harness.provider.receiveWebhook(delivery)).rejects.toMatchObject({ problem: "timestamp" });
  });

  it("nested deeper than a call stack is refused", async () => {
    const { harness, delivery } = await paid();
    const body = Buffer.from(`${"[".repeat(300_000)}${"]".repeat(300_000)}`);

    await expect(harness.provider.receiveWebhook({ ...delivery, body })).rejects.toBeInstanceOf(
      WebhookVerificationError,
    );
  });
});
