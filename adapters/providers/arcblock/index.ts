import { NotFoundError, ProviderError, StateError } from "../../../src/model/errors.ts";
import { parsePairs } from "../../../src/model/option.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import type { ListedLink, ProviderLink } from "../../../src/model/provider-link.ts";
import { defineProvider, type LinkKey, type LinkOrder } from "../../../src/ports/payment-provider.ts";
import { createHttpClient } from "../../shared/http-client.ts";
import { createRedactor } from "../../shared/redact.ts";
import { toCurrency } from "./amount.ts";
import { createCatalog } from "./catalog.ts";
import { createArcblockClient } from "./client.ts";
import { arcblockEnv, proofOf, secretsOf, webhookKeys } from "./config.ts";
import {
  checkKind,
  nameOf,
  toExpected,
  toLinkFields,
  toLinkName,
  toMetadata,
  toProviderLink,
  toState,
} from "./mapping.ts";
import { arcblockOptions } from "./options.ts";
import { createPayments } from "./payments.ts";
import { toAccount, toExpectedOfSold, toListedLink } from "./sold.ts";
import { arcblockTraits } from "./traits.ts";
import { readEvent, verifyEvent } from "./webhook.ts";
import type { CurrencyWire, LinkWire } from "./wire.ts";

/** ArcBlock PaymentKit: reusable links in the tokens and currencies of the merchant's own server. */
export default defineProvider({
  id: "arcblock",
  title: "ArcBlock PaymentKit",
  env: arcblockEnv,
  create(config, context) {
    const { clock, logger, cache } = context;
    const baseUrl = config.ARCBLOCK_BASE_URL;
    const isLive = config.ARCBLOCK_LIVEMODE;
    const redact = createRedactor(secretsOf(config));
    const http = createHttpClient({ provider: "arcblock", baseUrl, redact, context });
    const client = createArcblockClient({ http, proof: proofOf(config), isLive, clock, redact });
    const cacheKey = `${context.account.id}:currencies`;
    const catalog = createCatalog({ client, cache, cacheKey, isLive, preferredId: config.ARCBLOCK_CURRENCY_ID });
    const payments = createPayments({ client, catalog, logger, now: () => clock.now() });
    const path = context.webhookUrl === undefined ? undefined : new URL(context.webhookUrl).pathname;
    const keys = webhookKeys(config);

    async function check(order: LinkOrder): Promise<CurrencyWire> {
      toLinkFields(order.options, {});
      const currency = await catalog.currencyOf(order);
      await catalog.checkItems(order, currency);
      return currency;
    }

    async function find(order: LinkOrder): Promise<ProviderLink | undefined> {
      try {
        return toMade(await client.retrievePaymentLink(order.reference), order);
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    }

    function toMade(wire: LinkWire, order: LinkOrder): ProviderLink {
      const expected = toExpected(order.items, order.options.promo === "true");
      const { reference } = order;
      return { ...toProviderLink(wire, baseUrl), reference, ...(expected !== undefined && { expected }) };
    }

    async function idOf(key: LinkKey): Promise<string> {
      return key.ref ?? (await client.retrievePaymentLink(key.reference)).id;
    }

    /** Nobody pays without a currency we can name, so a link whose currency is gone is listed without its price. */
    async function currencyOf(wire: LinkWire): Promise<CurrencyWire | undefined> {
      try {
        return wire.currency_id ? await catalog.currencyById(wire.currency_id) : undefined;
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    }

    return {
      account: { ...context.account, provider: "arcblock" as ProviderId, mode: isLive ? "live" : "test" },
      traits: arcblockTraits,
      options: arcblockOptions,
      async checkOrder(order) {
        checkKind(order);
        await check(order);
      },
      async createLink(order) {
        checkKind(order);
        const existing = await find(order);
        if (existing !== undefined) return existing;
        const currency = await check(order);
        const line_items = await catalog.priceItems(order, currency);
        const fields = toLinkFields(order.options, toMetadata(order));
        const names = { name: toLinkName(order.description), lookup_key: order.reference, currency_id: currency.id };
        return toMade(await client.createPaymentLink({ ...names, ...fields, line_items }), order);
      },
      resolveCreate: find,
      async fetchLink(key) {
        const wire = await client.retrievePaymentLink(nameOf(key));
        return { ...toProviderLink(wire, baseUrl), events: await payments.eventsOf(wire.id, key.orderedAt) };
      },
      async disableLink(key) {
        try {
          const wire = await client.updatePaymentLink(await idOf(key), { active: false });
          return toState(wire) === "disabled" ? "done" : "asked";
        } catch (error) {
          if (isArchived(error)) return "done";
          throw error;
        }
      },
      async enableLink(key) {
        const wire = await client.updatePaymentLink(await idOf(key), { active: true });
        if (toState(wire) === "disabled") throw new StateError("PaymentKit keeps this link inactive", "disabled");
      },
      async archiveLink(key) {
        try {
          await client.archivePaymentLink(await idOf(key));
        } catch (error) {
          if (!isArchived(error)) throw error;
        }
      },
      async editLink(key, changes) {
        const before = await client.retrievePaymentLink(nameOf(key));
        const pairs = changes.metadata === undefined ? {} : { ...before.metadata, ...parsePairs(changes.metadata) };
        await client.updatePaymentLink(before.id, toLinkFields(changes, pairs));
        const after = await client.retrievePaymentLink(before.id);
        const expected = changes.promo === undefined ? undefined : toExpectedOfSold(after, await currencyOf(after));
        return { ...toProviderLink(after, baseUrl), ...(expected !== undefined && { expected }) };
      },
      async listLinks({ status, order, page, size }) {
        const answer = await client.listPaymentLinks({
          ...(status !== undefined && { active: String(status === "active") }),
          ...(order !== undefined && { order }),
          donation: "hide",
          page: String(page),
          pageSize: String(size),
        });
        const links: ListedLink[] = [];
        for (const wire of answer.list) links.push(toListedLink(wire, await currencyOf(wire), baseUrl));
        return { links, ...(typeof answer.count === "number" && { total: answer.count }) };
      },
      listAccounts: async () => (await catalog.taken()).map(toAccount),
      listCurrencies: async () => (await catalog.currencies()).map(toCurrency),
      async receiveWebhook(delivery) {
        const now = clock.now();
        return readEvent(verifyEvent(delivery, { keys, path, now }), { client, payments, isLive, now });
      },
    };
  },
});

function isArchived(error: unknown): boolean {
  return error instanceof ProviderError && error.vendorCode === "archived";
}
