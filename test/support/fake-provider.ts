import { createHmac } from "node:crypto";
import { z } from "zod";
import { createHttpClient, type HttpCall, readJson } from "../../adapters/shared/http-client.ts";
import { createRedactor } from "../../adapters/shared/redact.ts";
import { isFresh, isSameText } from "../../adapters/shared/signature.ts";
import { type Currency, requireCurrency } from "../../src/model/currency.ts";
import { InputError, NotFoundError, ProviderError, WebhookVerificationError } from "../../src/model/errors.ts";
import { formatDecimal, parseReportedDecimal } from "../../src/model/money.ts";
import type { PaymentEvent } from "../../src/model/payment-event.ts";
import type { ProviderId, ProviderRef, Reference } from "../../src/model/payment-link.ts";
import type { ListedLink } from "../../src/model/provider-link.ts";
import {
  defineProvider,
  type LinkKey,
  type LinkOrder,
  type ProviderTraits,
  type WebhookReceipt,
} from "../../src/ports/payment-provider.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import fakeEmulator from "./fake-provider-emulator.ts";
import type { ProviderPair } from "./provider-harness.ts";

const shell: Currency = { code: "SHELL", exponent: 18, kind: "token", name: { en: "Shell", zh: "贝壳" } };
const currencies = [...["USD", "JPY", "KWD", "USDC"].map(requireCurrency), shell];

const traits: ProviderTraits = {
  currencies: "server",
  nativeUses: "many",
  canManyUses: true,
  canOpenAmount: true,
  canItems: true,
  needsCountry: false,
  disable: "reversible",
  canArchive: true,
  editable: [],
  canListAccounts: true,
  list: { filters: ["status", "words", "from", "to"], maxPageSize: 50 },
  hasVisits: false,
  webhook: "proof",
  unknownCreate: { way: "lookup", settleSeconds: 60 },
  fetchBatch: 20,
  callsPerSecond: 50,
};

const paymentSchema = z.object({ id: z.string(), link: z.string(), amount: z.string(), at: z.string() });
const linkSchema = z.object({
  id: z.string(),
  reference: z.string(),
  url: z.string(),
  name: z.string(),
  amount: z.string(),
  currency: z.string(),
  state: z.enum(["open", "stopped"]),
  archived: z.boolean(),
  madeAt: z.string(),
  payments: z.array(paymentSchema),
});
const linksSchema = z.object({ links: z.array(linkSchema) });
const reportSchema = z.object({ id: z.string(), kind: z.string(), payment: paymentSchema, currency: z.string() });
type LinkWire = z.output<typeof linkSchema>;

/** A small honest provider that can nearly everything, so that every case of the suite runs on it. */
const fakeModule = defineProvider({
  id: "fake",
  title: "Fake",
  env: z.object({
    FAKE_SECRET_KEY: z.string().meta({ description: "The key", example: "fake-key", secret: true }),
    FAKE_BASE_URL: z.url().meta({ description: "The address", example: "http://127.0.0.1:1" }),
  }),
  create(config, context) {
    const { clock } = context;
    const http = createHttpClient({
      provider: "fake",
      baseUrl: config.FAKE_BASE_URL,
      redact: createRedactor([config.FAKE_SECRET_KEY]),
      context,
    });
    const headers = { authorization: `Bearer ${config.FAKE_SECRET_KEY}`, "content-type": "application/json" };

    async function call<Schema extends z.ZodType>(
      operation: string,
      {
        schema,
        path,
        body,
        effect = "none",
      }: { schema: Schema; path: string; body?: object; effect?: HttpCall["effect"] },
    ): Promise<z.output<Schema>> {
      const content =
        body === undefined
          ? { method: "GET" as const, path, headers }
          : { method: "POST" as const, path, headers, body: JSON.stringify(body) };
      const accepts = (status: number) => status === 200 || status === 404;
      const answer = await http.send({ operation, effect, accepts, build: () => content });
      if (answer.status === 404) throw new NotFoundError("the fake vendor does not know this link");
      return readJson("fake", operation, answer.text, schema);
    }
    const list = async (query: Readonly<Record<string, string>>) =>
      (await call("list", { schema: linksSchema, path: `/links?${new URLSearchParams(query)}` })).links.map(toListed);
    async function find(key: LinkKey): Promise<ListedLink> {
      if (key.ref !== undefined) return toListed(await call("get", { schema: linkSchema, path: `/links/${key.ref}` }));
      const [found] = await list({ reference: key.reference });
      if (found === undefined) throw new NotFoundError("the fake vendor does not know this reference");
      return found;
    }
    async function change(verb: string, key: LinkKey): Promise<void> {
      const ref = key.ref ?? (await find(key)).ref;
      await call(verb, { schema: linkSchema, path: `/links/${ref}/${verb}`, body: {}, effect: "same" });
    }

    return {
      account: { ...context.account, provider: "fake" as ProviderId, mode: "test" },
      traits,
      options: [],
      async checkOrder({ price }) {
        const { code } = price.kind === "fixed" ? price.amount.currency : price.currency;
        if (!currencies.some((each) => each.code === code))
          throw new InputError("currency-not-taken", { currency: code, names: "USD" });
      },
      async createLink(order) {
        await this.checkOrder(order);
        return toListed(
          await call("create", { schema: linkSchema, path: "/links", body: toWire(order), effect: "create" }),
        );
      },
      resolveCreate: async (order) => (await list({ reference: order.reference }))[0],
      fetchLink: find,
      async fetchLinks(keys) {
        return list({ ids: keys.map((key) => key.ref ?? "").join(",") });
      },
      async disableLink(key) {
        await change("disable", key);
        return "done";
      },
      enableLink: (key) => change("enable", key),
      archiveLink: (key) => change("archive", key),
      async listLinks({ status, words, from, to, page, size }) {
        const links = await list({
          ...(status !== undefined && { state: status === "active" ? "open" : "stopped" }),
          ...(words !== undefined && { words }),
          ...(from !== undefined && { from: from.toISOString() }),
          ...(to !== undefined && { to: to.toISOString() }),
          page: String(page),
          size: String(size),
        });
        return { links };
      },
      listAccounts: async () => [{ id: "a1", name: "Main", kind: "account" }],
      listCurrencies: async () => currencies,
      receiveWebhook: async (delivery) => readReport(delivery, config.FAKE_SECRET_KEY, clock.now()),
    };
  },
});

/** The fake with its emulator. */
export function fakeProvider(): ProviderPair {
  return { name: "fake", provider: fakeModule, emulator: fakeEmulator };
}

function toWire({ reference, price, description }: LinkOrder): object {
  return price.kind === "fixed"
    ? { reference, name: description, amount: formatDecimal(price.amount), currency: price.amount.currency.code }
    : { reference, name: description, amount: "", currency: price.currency.code };
}

function toListed(wire: LinkWire): ListedLink {
  const currency = currencyOf(wire.currency);
  const amount = wire.amount === "" ? undefined : parseReportedDecimal(wire.amount, currency);
  return {
    ref: wire.id as ProviderRef,
    reference: wire.reference as Reference,
    url: wire.url,
    name: wire.name,
    state: wire.state === "open" ? "active" : "disabled",
    isArchived: wire.archived,
    price: amount === undefined ? { kind: "open", currency } : { kind: "fixed", amount },
    createdAt: new Date(wire.madeAt),
    events: wire.payments.map((payment) => toEvent(payment, currency)),
  };
}

function toEvent(wire: z.output<typeof paymentSchema>, currency: Currency): PaymentEvent {
  const amount = parseReportedDecimal(wire.amount, currency);
  return {
    kind: "payment.succeeded",
    key: wire.id,
    ref: wire.link as ProviderRef,
    occurredAt: new Date(wire.at),
    ...(amount !== undefined && { amount }),
  };
}

function readReport(delivery: HttpDelivery, key: string, now: Date): WebhookReceipt {
  const { "x-fake-time": time, "x-fake-signature": signature } = delivery.headers;
  if (time === undefined || signature === undefined)
    throw new WebhookVerificationError("a header is missing", "missing");
  const wanted = createHmac("sha256", key).update(`${time}.`).update(delivery.body).digest("hex");
  if (!isSameText(wanted, signature)) throw new WebhookVerificationError("the signature is false", "signature");
  if (!isFresh(new Date(Number(time)), now, 300_000)) throw new WebhookVerificationError("too old", "timestamp");
  const report = reportSchema.parse(JSON.parse(Buffer.from(delivery.body).toString("utf8")));
  const events = report.kind === "paid" ? [toEvent(report.payment, currencyOf(report.currency))] : [];
  return { key: report.id, events, hints: [], acknowledgement: { status: 200, body: "noted" } };
}

function currencyOf(code: string): Currency {
  const found = currencies.find((each) => each.code === code);
  if (found !== undefined) return found;
  throw new ProviderError({ provider: "fake", operation: "read", kind: "invalid-answer" });
}
