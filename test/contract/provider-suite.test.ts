import { describe, expect, it } from "vitest";
import { NotFoundError, ProviderError } from "../../src/model/errors.ts";
import { parseDecimal } from "../../src/model/money.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import type { PaymentProvider, ProviderContext } from "../../src/ports/payment-provider.ts";
import { fakeProvider } from "../support/fake-provider.ts";
import type { ProviderPair } from "../support/provider-harness.ts";
import { providerCases, runProviderCase } from "./provider-contract.ts";

type Change = (
  honest: PaymentProvider,
  context: ProviderContext,
  env: Readonly<Record<string, unknown>>,
) => Partial<PaymentProvider>;

const isProviderError = (error: unknown): error is ProviderError => error instanceof ProviderError;

/** Mistakes an adapter can make, and the case that must notice each. */
const flaws: readonly { readonly flaw: string; readonly noticedBy: string; readonly change: Change }[] = [
  {
    flaw: "promises a verb it does not have",
    noticedBy: "it has exactly the verbs its traits promise",
    change: ({ traits }) => ({ traits: { ...traits, disable: "final" } }),
  },
  {
    flaw: "drops digits",
    noticedBy: "one currency of every exponent arrives with exactly the amount asked, or is refused before any call",
    change: (honest) => ({
      createLink: async (order) => {
        if (order.price.kind === "open") return honest.createLink(order);
        const { currency, minor } = order.price.amount;
        const amount = { currency, minor: BigInt(Math.round(Number(minor) / 100) * 100) };
        return honest.createLink({ ...order, price: { kind: "fixed", amount } });
      },
    }),
  },
  {
    flaw: "counts in floats",
    noticedBy: "one currency of every exponent arrives with exactly the amount asked, or is refused before any call",
    change: (honest) => ({
      createLink: async (order) => {
        if (order.price.kind === "open") return honest.createLink(order);
        const { currency, minor } = order.price.amount;
        return honest.createLink({
          ...order,
          price: { kind: "fixed", amount: { currency, minor: BigInt(Number(minor)) } },
        });
      },
    }),
  },
  {
    flaw: "takes any currency",
    noticedBy: "a currency nobody has is refused before any call",
    change: () => ({ checkOrder: async () => {} }),
  },
  {
    flaw: "repeats a create that may have arrived",
    noticedBy: "a create that may have arrived is not sent again by itself",
    change: (honest) => ({ createLink: (order) => honest.createLink(order).catch(() => honest.createLink(order)) }),
  },
  {
    flaw: "repeats a create whose answer was lost",
    noticedBy: "a lost answer to a create is unknown, and resolving it ends with exactly one link",
    change: (honest) => ({ createLink: (order) => honest.createLink(order).catch(() => honest.createLink(order)) }),
  },
  {
    flaw: "does not look a lost create up",
    noticedBy: "a lost answer to a create is unknown, and resolving it ends with exactly one link",
    change: () => ({ resolveCreate: async () => undefined }),
  },
  {
    flaw: "resolves a create with the newest link",
    noticedBy: "resolving finds the link among others of the same thing",
    change: (honest) => ({
      resolveCreate: async () => (await honest.listLinks?.({ page: 1, size: 1 }))?.links[0],
    }),
  },
  {
    flaw: "makes links of unknown ones",
    noticedBy: "a link the provider does not know is not found, whatever is asked about it",
    change: (honest) => ({
      fetchLink: (key) =>
        honest.fetchLink(key).catch((error: unknown) => {
          if (!(error instanceof NotFoundError) || key.ref === undefined) throw error;
          return { ref: key.ref, state: "unclear" as const };
        }),
    }),
  },
  {
    flaw: "only pretends to disable",
    noticedBy: "a disabled link says so and takes no money",
    change: () => ({ disableLink: async () => "done" as const }),
  },
  {
    flaw: "minds disabling twice",
    noticedBy: "disabling twice is quiet",
    change: (honest) => ({
      disableLink: async (key) => {
        if ((await honest.fetchLink(key)).state !== "active") throw new Error("is disabled");
        return honest.disableLink(key);
      },
    }),
  },
  {
    flaw: "lists the first page again and again",
    noticedBy: "the list has every link once, over its pages",
    change: (honest) => ({
      listLinks: async (query) => (await honest.listLinks?.({ ...query, page: 1 })) ?? { links: [] },
    }),
  },
  {
    flaw: "ignores the status filter",
    noticedBy: "the list's status filter tells open links from stopped ones",
    change: (honest) => ({
      listLinks: async ({ status: _status, ...query }) => (await honest.listLinks?.(query)) ?? { links: [] },
    }),
  },
  {
    flaw: "overlooks payments when asked",
    noticedBy: "a payment whose webhook never came is found by asking, with its amount",
    change: (honest) => ({ fetchLink: async (key) => ({ ...(await honest.fetchLink(key)), events: [] }) }),
  },
  {
    flaw: "tells the price instead of what was paid",
    noticedBy: "what was really paid is what is told, when it is not what was asked",
    change: (honest) => ({
      fetchLink: async (key) => {
        const seen = await honest.fetchLink(key);
        const { price } = key;
        if (price.kind === "open") return seen;
        return { ...seen, events: (seen.events ?? []).map((each) => ({ ...each, amount: price.amount })) };
      },
    }),
  },
  {
    flaw: "reads the vendor's clock as its own",
    noticedBy: "the time of a payment is when it was made",
    change: (honest) => ({
      fetchLink: async (key) => {
        const seen = await honest.fetchLink(key);
        const late = (each: PaymentEvent) => ({
          ...each,
          occurredAt: new Date(each.occurredAt.getTime() + 8 * 3_600_000),
        });
        return { ...seen, events: (seen.events ?? []).map(late) };
      },
    }),
  },
  {
    flaw: "names a payment anew each time it is asked",
    noticedBy: "asking twice tells of the same payment with the same key",
    change: (honest, { ids }) => ({
      fetchLink: async (key) => {
        const seen = await honest.fetchLink(key);
        return { ...seen, events: (seen.events ?? []).map((each) => ({ ...each, key: ids.uuid() })) };
      },
    }),
  },
  {
    flaw: "names a payment otherwise in a webhook",
    noticedBy: "webhook and look-up name a payment with the same key",
    change: (honest) => ({
      receiveWebhook: async (delivery) => {
        const receipt = await honest.receiveWebhook(delivery);
        return { ...receipt, events: receipt.events.map((each) => ({ ...each, key: `${each.key}!` })) };
      },
    }),
  },
  {
    flaw: "believes every webhook",
    noticedBy: "a report signed with another key is not believed and not acknowledged",
    change: believeAll,
  },
  {
    flaw: "does not look at the bytes",
    noticedBy: "a body changed in any byte is not believed, or says nothing else",
    change: believeAll,
  },
  {
    flaw: "does not need a signature",
    noticedBy: "without the vendor's own headers nothing is believed",
    change: believeAll,
  },
  {
    flaw: "takes old reports",
    noticedBy: "where a time is signed, an old report and one from the future are not believed",
    change: believeAll,
  },
  {
    flaw: "throws something else at a body that is no report",
    noticedBy: "a body cut short, emptied or replaced is not believed",
    change: (honest) => ({
      receiveWebhook: async (delivery) => {
        JSON.parse(Buffer.from(delivery.body).toString());
        return honest.receiveWebhook(delivery);
      },
    }),
  },
  {
    flaw: "verifies the JSON written again instead of the bytes",
    noticedBy: "a body with odd white space is believed, since the bytes themselves were signed",
    change: (honest) => ({
      receiveWebhook: async (delivery) => {
        const again = JSON.stringify(JSON.parse(Buffer.from(delivery.body).toString()));
        return honest.receiveWebhook({ ...delivery, body: Buffer.from(again) });
      },
    }),
  },
  {
    flaw: "says the wrong thank you",
    noticedBy: "a payment is reported, understood, and acknowledged as the vendor wants",
    change: (honest) => ({
      receiveWebhook: async (delivery) => ({
        ...(await honest.receiveWebhook(delivery)),
        acknowledgement: { status: 200, body: "OK" },
      }),
    }),
  },
  {
    flaw: "gives each delivery a key of its own",
    noticedBy: "a report that comes twice has the same key both times",
    change: (honest, { ids }) => ({
      receiveWebhook: async (delivery) => ({ ...(await honest.receiveWebhook(delivery)), key: ids.uuid() }),
    }),
  },
  {
    flaw: "gives all reports one key",
    noticedBy: "reports of different payments have different keys",
    change: (honest) => ({
      receiveWebhook: async (delivery) => ({ ...(await honest.receiveWebhook(delivery)), key: "report" }),
    }),
  },
  {
    flaw: "takes an unknown kind for a payment",
    noticedBy: "a kind nobody documented is acknowledged and says nothing",
    change: (honest) => ({
      receiveWebhook: async (delivery) => {
        const body = Buffer.from(delivery.body).toString();
        const receipt = await honest.receiveWebhook(delivery);
        if (!body.includes("danced")) return receipt;
        return { ...receipt, hints: [{}] };
      },
    }),
  },
  {
    flaw: "calls refused credentials a refused order",
    noticedBy: "refused credentials is told as unauthorised, whichever call of a create meets it",
    change: (honest) => ({ createLink: (order) => honest.createLink(order).catch(as("unauthorised", "rejected")) }),
  },
  {
    flaw: "calls too many calls an outage",
    noticedBy: "too many calls is told as rate-limited, whichever call of a fetch meets it",
    change: (honest) => ({ fetchLink: (key) => honest.fetchLink(key).catch(as("rate-limited", "unavailable")) }),
  },
  {
    flaw: "does not wait for its turn",
    noticedBy: "every call waits for its turn where calls have turns",
    change: (_honest, { waitTurn: _ignored, ...context }, env) => fakeProvider().provider.create(env, context),
  },
  {
    flaw: "calls a broken create not made",
    noticedBy: "silence or a server error after a create leaves it unknown",
    change: (honest) => ({
      createLink: (order) => honest.createLink(order).catch(as("outcome-unknown", "unavailable")),
    }),
  },
  {
    flaw: "takes silence for a refusal",
    noticedBy: "silence or a server error after a create leaves it unknown",
    change: (honest) => ({ createLink: (order) => honest.createLink(order).catch(as("outcome-unknown", "rejected")) }),
  },
  {
    flaw: "lets a parser's error out",
    noticedBy: "an answer that is not JSON is told as invalid-answer, whichever call of a fetch meets it",
    change: (honest) => ({
      fetchLink: (key) =>
        honest.fetchLink(key).catch((error: unknown) => {
          throw isProviderError(error) ? (error.cause ?? error) : error;
        }),
    }),
  },
  {
    flaw: "swallows what it cannot read",
    noticedBy: "an answer of another shape is told as invalid-answer, whichever call of a disable meets it",
    change: (honest) => ({ disableLink: (key) => honest.disableLink(key).catch(() => "done" as const) }),
  },
  {
    flaw: "shows its key in an error",
    noticedBy: "no secret is in any error or log line, whatever goes wrong",
    change: (honest, _context, env) => ({
      createLink: (order) =>
        honest.createLink(order).catch((cause: unknown) => {
          throw new Error("the vendor said no", { cause: { sent: { key: env.FAKE_SECRET_KEY }, cause } });
        }),
    }),
  },
  {
    flaw: "logs its key",
    noticedBy: "no secret is in any error or log line, whatever goes wrong",
    change: (honest, { logger }, env) => ({
      createLink: async (order) => {
        logger.debug("calling", { headers: { authorization: `Bearer ${env.FAKE_SECRET_KEY}` } });
        return honest.createLink(order);
      },
    }),
  },
];

describe("the suite notices an adapter that", () => {
  it.each(flaws)("$flaw", async ({ noticedBy, change }) => {
    const wanted = providerCases.find((each) => each.name === noticedBy);
    if (wanted === undefined) throw new Error(`no case is called so: ${noticedBy}`);
    await expect(runProviderCase(flawed(change), wanted)).rejects.toThrow();
  });

  it("can be told from an honest one by each of these cases", async () => {
    const names = new Set(flaws.map((each) => each.noticedBy));
    for (const each of providerCases.filter(({ name }) => names.has(name))) await runProviderCase(fakeProvider(), each);
  });
});

function flawed(change: Change): ProviderPair {
  const pair = fakeProvider();
  const create: ProviderPair["provider"]["create"] = (config, context) => {
    const honest = pair.provider.create(config, context);
    return { ...honest, ...change(honest, context, config) };
  };
  return { ...pair, provider: { ...pair.provider, create } };
}

/** Reads a report of the fake vendor without asking for any proof. */
function believeAll(): Partial<PaymentProvider> {
  return {
    async receiveWebhook(delivery) {
      const { id, payment } = JSON.parse(Buffer.from(delivery.body).toString());
      const usd = { code: "USD", exponent: 2, kind: "fiat", name: { en: "", zh: "" } } as const;
      const reading = parseDecimal(payment.amount, usd);
      const event: PaymentEvent = {
        kind: "payment.succeeded",
        key: payment.id,
        ref: payment.link,
        occurredAt: new Date(payment.at),
        ...(reading.ok && { amount: reading.money }),
      };
      return { key: id, events: [event], hints: [], acknowledgement: { status: 200, body: "noted" } };
    },
  };
}

/** Tells a failure of one kind as one of another. */
function as(from: ProviderError["kind"], to: ProviderError["kind"]): (error: unknown) => never {
  return (error) => {
    if (isProviderError(error) && error.kind === from) {
      throw new ProviderError({ provider: error.provider, operation: error.operation, kind: to });
    }
    throw error;
  };
}
