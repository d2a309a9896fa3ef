import { expect } from "vitest";
import { type LinkHint, WebhookVerificationError } from "../../src/model/errors.ts";
import { isSameMoney } from "../../src/model/money.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import { isExpectedPayment } from "../../src/model/payment-link.ts";
import type { LinkOrder, WebhookReceipt } from "../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import type { ProviderHarness, ReceivedWebhook } from "../support/provider-harness.ts";
import type { ProviderCase, ProviderWorld } from "./provider-contract.ts";
import { makeLink } from "./provider-orders.ts";

const changedBytes = 20;
const hour = 3_600_000;
const ordinaryHeaders = new Set(
  "accept accept-encoding accept-language connection content-length content-type host sec-fetch-mode user-agent".split(
    " ",
  ),
);

/** What a provider reports by itself, and who is believed. */
export const webhookCases: readonly ProviderCase[] = [
  {
    name: "a payment is reported, understood, and acknowledged as the vendor wants",
    async run(world) {
      const { harness, order, link, ref } = await makeLink(world);
      await harness.emulator.pay(ref);
      const receipts = receiptsOf(harness);
      expect(receipts.length).toBeGreaterThan(0);
      expect(harness.emulator.reports.attempts.every((each) => each.isAcknowledged)).toBe(true);
      const events = receipts.flatMap((each) => each.events);
      if (harness.provider.traits.webhook === "hint") {
        expect(events).toEqual([]);
        expect(receipts.flatMap((each) => each.hints).some((hint) => isAbout(hint, order, ref))).toBe(true);
        return;
      }
      const paid = events.filter((each) => each.kind === "payment.succeeded");
      expect(paid.length).toBeGreaterThan(0);
      const expected = { price: order.price, ...(link.expected !== undefined && { expected: link.expected }) };
      for (const each of paid) {
        expect(each.ref === ref || each.reference === order.reference).toBe(true);
        if (each.amount !== undefined) expect(isExpectedPayment(expected, each.amount)).toBe(true);
        expect(Math.abs(each.occurredAt.getTime() - harness.clock.now().getTime())).toBeLessThan(60_000);
      }
    },
  },
  {
    name: "webhook and look-up name a payment with the same key",
    applies: ({ traits }) => traits.webhook === "proof",
    async run(world) {
      const { harness, ref, key } = await makeLink(world);
      await harness.emulator.pay(ref);
      const reported = receiptsOf(harness).flatMap((each) => each.events);
      const seen = await harness.provider.fetchLink(key);
      expect(keysOf(seen.events ?? [])).toEqual(keysOf(reported));
    },
  },
  {
    name: "a body changed in any byte is not believed, or says nothing else",
    async run(world) {
      const { harness, webhook } = await paidOnce(world);
      const random = harness.context.ids.bytes(changedBytes * 3);
      for (let at = 0; at < changedBytes; at += 1) {
        const [high = 0, low = 0, bits = 0] = random.subarray(at * 3);
        const body = Uint8Array.from(webhook.delivery.body);
        const position = (high * 256 + low) % body.length;
        body[position] = (body[position] ?? 0) ^ (1 + (bits % 255));
        await expectNothingGained(harness, { ...webhook.delivery, body }, webhook.receipt);
      }
    },
  },
  {
    name: "a body cut short, emptied or replaced is not believed",
    async run(world) {
      const { harness, webhook } = await paidOnce(world);
      const { body } = webhook.delivery;
      const bodies = [
        body.subarray(0, -1),
        new Uint8Array(),
        Buffer.from("{}"),
        Buffer.from("[]"),
        Buffer.from("null"),
      ];
      for (const each of bodies) {
        await expectRefused(harness, { ...webhook.delivery, body: each });
      }
    },
  },
  {
    name: "without the vendor's own headers nothing is believed",
    applies: () => true,
    async run(world) {
      const { harness, webhook } = await paidOnce(world);
      const names = Object.keys(webhook.delivery.headers).filter((name) => !ordinaryHeaders.has(name));
      if (names.length === 0) return;
      await expectRefused(harness, { ...webhook.delivery, headers: {} });
      let refused = 0;
      for (const name of names) {
        const { [name]: _left, ...headers } = webhook.delivery.headers;
        if (await expectNothingGained(harness, { ...webhook.delivery, headers }, webhook.receipt)) refused += 1;
      }
      expect(refused).toBeGreaterThan(0);
    },
  },
  {
    name: "a report signed with another key is not believed and not acknowledged",
    async run(world) {
      const { harness, ref } = await makeLink(world);
      harness.emulator.faults.webhooks = "forged";
      await harness.emulator.pay(ref);
      expect(harness.received.length).toBeGreaterThan(0);
      for (const each of harness.received) expect(each.error).toBeInstanceOf(WebhookVerificationError);
      expect(harness.emulator.reports.attempts.every((each) => each.status === 401)).toBe(true);
    },
  },
  {
    name: "where a time is signed, an old report and one from the future are not believed",
    async run(world) {
      const { harness, webhook } = await paidOnce(world);
      if (!signsTime(webhook.delivery, harness.clock.now())) return;
      for (const awayMs of [hour, -2 * hour]) {
        harness.clock.advance(awayMs);
        await expectRefused(harness, webhook.delivery);
      }
      harness.clock.advance(hour);
      expect((await harness.provider.receiveWebhook(webhook.delivery)).key).toBe(webhook.receipt.key);
    },
  },
  {
    name: "a body with odd white space is believed, since the bytes themselves were signed",
    async run(world) {
      const { harness, ref } = await makeLink(world);
      harness.emulator.faults.webhooks = "spaced";
      await harness.emulator.pay(ref);
      const texts = harness.received.map((each) => Buffer.from(each.delivery.body).toString("utf8"));
      expect(texts.length).toBeGreaterThan(0);
      expect(
        texts.every((text) => text.startsWith(" \r\n")),
        "write report bodies with faults.writeJson",
      ).toBe(true);
      receiptsOf(harness);
    },
  },
  {
    name: "a report that comes twice has the same key both times",
    async run(world) {
      const { harness, ref } = await makeLink(world);
      harness.emulator.faults.webhooks = "duplicate";
      await harness.emulator.pay(ref);
      const receipts = receiptsOf(harness);
      expect(receipts.length).toBeGreaterThan(1);
      for (let at = 0; at + 1 < receipts.length; at += 2) {
        expect(receipts[at]?.key).toBe(receipts[at + 1]?.key);
        expect(receipts[at]?.events).toEqual(receipts[at + 1]?.events);
      }
    },
  },
  {
    name: "reports of different payments have different keys",
    async run(world) {
      const { harness, ref } = await makeLink(world);
      await harness.emulator.pay(ref);
      const first = receiptsOf(harness);
      const other = await harness.provider.createLink({
        ...(await makeLink({ start: async () => harness })).order,
        reference: "L99999-99999999" as LinkOrder["reference"],
      });
      await harness.emulator.pay(other.ref);
      const receipts = receiptsOf(harness);
      expect(new Set(receipts.map((each) => each.key)).size).toBe(receipts.length);
      // Reports of one payment may repeat what came before (paid, then settled); those of another may not.
      const before = keysOf(first.flatMap((each) => each.events));
      const after = keysOf(receipts.slice(first.length).flatMap((each) => each.events));
      expect(after.filter((key) => before.includes(key))).toEqual([]);
    },
  },
  {
    name: "a kind nobody documented is acknowledged and says nothing",
    async run(world) {
      const { harness } = await makeLink(world);
      expect(harness.emulator.reportUnknownKind, "the emulator needs reportUnknownKind").toBeDefined();
      await harness.emulator.reportUnknownKind?.();
      const receipts = receiptsOf(harness);
      expect(receipts).toHaveLength(1);
      expect(receipts[0]).toMatchObject({ events: [], hints: [] });
      expect(harness.emulator.reports.attempts.every((each) => each.isAcknowledged)).toBe(true);
    },
  },
];

/** One paid link and the webhook that told of it. */
async function paidOnce(world: ProviderWorld) {
  const { harness, ref } = await makeLink(world);
  await harness.emulator.pay(ref);
  const [webhook] = harness.received;
  if (webhook?.receipt === undefined) throw new Error("no webhook was believed", { cause: webhook?.error });
  return { harness, webhook: { delivery: webhook.delivery, receipt: webhook.receipt } };
}

function receiptsOf({ received }: ProviderHarness): readonly WebhookReceipt[] {
  return received.map(({ receipt, error }: ReceivedWebhook) => {
    if (receipt === undefined) throw new Error("a webhook was refused", { cause: error });
    return receipt;
  });
}

async function expectRefused({ provider }: ProviderHarness, delivery: HttpDelivery): Promise<void> {
  const text = Buffer.from(delivery.body).toString("utf8");
  await expect(provider.receiveWebhook(delivery), text).rejects.toBeInstanceOf(WebhookVerificationError);
}

/** True when it was refused. A vendor whose proof leaves fields out may let them change, but nothing may follow from it. */
async function expectNothingGained(
  { provider }: ProviderHarness,
  delivery: HttpDelivery,
  original: WebhookReceipt,
): Promise<boolean> {
  try {
    expect(await provider.receiveWebhook(delivery)).toEqual(original);
    expect(provider.traits.webhook, "a proof covers every byte").toBe("hint");
    return false;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return true;
    throw error;
  }
}

function isAbout(hint: LinkHint, order: LinkOrder, ref: string): boolean {
  if (hint.ref === ref || hint.reference === order.reference) return true;
  return hint.amount !== undefined && order.price.kind === "fixed" && isSameMoney(hint.amount, order.price.amount);
}

function keysOf(events: readonly PaymentEvent[]): readonly string[] {
  return [...new Set(events.filter((each) => each.kind.startsWith("payment.")).map((each) => each.key))].sort();
}

/** Whether one of the vendor's own headers holds a moment near now, in seconds or milliseconds. */
function signsTime({ headers }: HttpDelivery, now: Date): boolean {
  const own = Object.entries(headers).filter(([name]) => !ordinaryHeaders.has(name));
  return own.some(([, value]) => {
    if (!/^\d{10,13}$/.test(value)) return false;
    const ms = value.length === 10 ? Number(value) * 1000 : Number(value);
    return Math.abs(ms - now.getTime()) < 24 * hour;
  });
}
