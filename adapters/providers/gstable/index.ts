import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import { defineProvider, type LinkKey, type LinkOrder } from "../../../src/ports/payment-provider.ts";
import { createHttpClient } from "../../shared/http-client.ts";
import { createRedactor } from "../../shared/redact.ts";
import { splitSecrets } from "../../shared/signature.ts";
import { createGstableClient } from "./client.ts";
import { gstableEnv, modeOf } from "./config.ts";
import { confirm } from "./confirm.ts";
import { createLookup } from "./lookup.ts";
import {
  checkOrder,
  productCodes,
  toLinkRequest,
  toLinkUpdate,
  toListedLink,
  toProviderLink,
  toSettlementAccount,
} from "./mapping.ts";
import { isNamed } from "./name.ts";
import { gstableOptions } from "./options.ts";
import { createProducts } from "./product.ts";
import { gstableTraits } from "./traits.ts";
import { readNotification } from "./webhook.ts";
import type { LinkWire } from "./wire.ts";

/** GStable payment links: reusable, paid in stablecoins. */
export default defineProvider({
  id: "gstable",
  title: "GStable",
  env: gstableEnv,
  create(config, context) {
    const { clock, cache, account } = context;
    const {
      GSTABLE_API_KEY: apiKey,
      GSTABLE_ACCOUNT_ID: accountId,
      GSTABLE_SETTLEMENT_TOKEN: settlementToken,
    } = config;
    const webhookKeys = splitSecrets(config.GSTABLE_WEBHOOK_KEY);
    const redact = createRedactor([apiKey, ...webhookKeys]);
    const baseUrl = config.GSTABLE_BASE_URL;
    const http = createHttpClient({ provider: "gstable", baseUrl, redact, context });
    const client = createGstableClient({ http, apiKey, redact });
    const cachePrefix = `gstable:${account.id}`;
    const products = createProducts({ client, cache, cachePrefix, fixedId: config.GSTABLE_PRODUCT_ID });
    const lookup = createLookup(client);
    const linkIdOf = async (key: LinkKey) => key.ref ?? (await lookup.byReference(key)).linkId;

    async function request(order: LinkOrder): Promise<LinkWire> {
      const productIds: string[] = [];
      for (const item of order.items) productIds.push(await products.idFor(item));
      return client.createLink(toLinkRequest(order, { accountId, settlementToken, productIds }));
    }

    async function create(order: LinkOrder): Promise<ProviderLink> {
      checkOrder(order, settlementToken);
      const made = await request(order).catch(async (error: unknown) => {
        if (!(error instanceof ProviderError) || !productCodes.has(error.vendorCode ?? "")) throw error;
        // A product we remembered is gone, so no link was made: once more with products that are there.
        await products.forget(order.items);
        return request(order);
      });
      if (isNamed(made, order.reference)) return { ...toProviderLink(made), reference: order.reference, events: [] };
      const cause = new Error("the answer is about another link");
      throw new ProviderError({ provider: "gstable", operation: "payment/link/create", kind: "invalid-answer", cause });
    }

    /** Stopping or opening a link that is so already may be refused, so its own word decides. */
    async function turn(key: LinkKey, to: "active" | "disabled"): Promise<boolean> {
      const linkId = await linkIdOf(key);
      try {
        return await (to === "active" ? client.enableLink(linkId) : client.disableLink(linkId));
      } catch (error) {
        if (!(error instanceof ProviderError) || error.kind !== "rejected") throw error;
        if (toProviderLink(await client.getLink(linkId)).state !== to) throw error;
        return true;
      }
    }

    return {
      account: { ...account, provider: "gstable" as ProviderId, mode: modeOf(config) },
      traits: gstableTraits(settlementToken),
      options: gstableOptions,
      checkOrder: async (order) => checkOrder(order, settlementToken),
      createLink: create,
      async resolveCreate(order) {
        try {
          const found = await lookup.byReference(order);
          return { ...toProviderLink(found), reference: order.reference };
        } catch (error) {
          if (error instanceof NotFoundError) return undefined;
          throw error;
        }
      },
      async fetchLink(key) {
        const link = await client.getLink(await linkIdOf(key));
        const [seen] = await lookup.withPayments([link], key.orderedAt, clock.now());
        if (seen === undefined) throw new NotFoundError("GStable does not know this link");
        return seen;
      },
      async fetchLinks(keys) {
        const { links, since } = await lookup.byKeys(keys);
        return lookup.withPayments(links, since, clock.now());
      },
      disableLink: async (key) => ((await turn(key, "disabled")) ? "done" : "asked"),
      async enableLink(key) {
        await turn(key, "active");
      },
      async editLink(key, changes) {
        const link = await client.getLink(await linkIdOf(key));
        await client.updateLink(toLinkUpdate(link, changes, key.reference));
        return toProviderLink(await client.getLink(link.linkId));
      },
      async listLinks({ page, size }) {
        const { items, total } = await client.listLinks(page, size);
        return { links: items.map(toListedLink), ...(total !== undefined && { total }) };
      },
      listAccounts: async () => (await client.listAccounts()).map(toSettlementAccount),
      async receiveWebhook(delivery) {
        const { key, subject } = readNotification(delivery, webhookKeys, clock.now());
        const { events, hints } = await confirm(subject, { client, clock, cache, cachePrefix });
        return { key, events, hints, acknowledgement: { status: 200, body: "ok" } };
      },
    };
  },
});
