import { InputError, NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { PaymentEvent } from "../../../src/model/payment-event.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import type { ProviderLink } from "../../../src/model/provider-link.ts";
import { defineProvider, type LinkOrder } from "../../../src/ports/payment-provider.ts";
import { createHttpClient } from "../../shared/http-client.ts";
import { createRedactor } from "../../shared/redact.ts";
import { createPayermaxClient } from "./client.ts";
import { modeOf, payermaxEnv } from "./config.ts";
import { readAmount, successfulAttempts, toCreateWire, toPaymentEvent, toProviderLink } from "./mapping.ts";
import { payermaxOptions } from "./options.ts";
import { parsePrivateKey, parsePublicKeys } from "./sign.ts";
import { payermaxTraits } from "./traits.ts";
import { readCallback } from "./webhook.ts";
import type { CreateWire, LinkWire } from "./wire.ts";

/** PayerMax PayByLink: links that are paid once and expire. */
export default defineProvider({
  id: "payermax",
  title: "PayerMax",
  env: payermaxEnv,
  create(config, context) {
    const { clock, logger } = context;
    const appId = config.PAYERMAX_APP_ID;
    const publicKeys = parsePublicKeys(config.PAYERMAX_PUBLIC_KEY);
    const redact = createRedactor([config.PAYERMAX_PRIVATE_KEY]);
    const baseUrl = config.PAYERMAX_BASE_URL;
    const http = createHttpClient({ provider: "payermax", baseUrl, redact, context });
    const client = createPayermaxClient({
      http,
      appId,
      merchantNo: config.PAYERMAX_MERCHANT_NO,
      privateKey: parsePrivateKey(config.PAYERMAX_PRIVATE_KEY),
      publicKeys,
      clock,
      logger,
      redact,
    });

    function toWire(order: LinkOrder): CreateWire {
      const notifyUrl = context.webhookUrl;
      if (notifyUrl === undefined) throw new InputError("public-url-missing", { provider: "PayerMax" });
      const showUrl = config.PAYERMAX_SHOW_URL ?? context.publicUrl ?? new URL(notifyUrl).origin;
      const { PAYERMAX_CONTACT_EMAIL: contactEmail, PAYERMAX_LOGO_URL: logoUrl } = config;
      return toCreateWire(order, { notifyUrl, showUrl, contactEmail, logoUrl });
    }

    async function create(order: LinkOrder): Promise<ProviderLink> {
      const made = await client.createPaybylink(toWire(order));
      if (made.merchantLinkId === order.reference) return read(made);
      throw unreadable("createPaybylink", "the answer is about another link");
    }

    async function read(link: LinkWire): Promise<ProviderLink> {
      const events: PaymentEvent[] = [];
      for (const attempt of successfulAttempts(link)) {
        const order = link.totalAmount || !attempt.outTradeNo ? link : await client.orderQuery(attempt.outTradeNo);
        const amount = readAmount(order);
        if (amount === "unreadable") throw unreadable("queryPaybylink", "the amount cannot be read");
        events.push(toPaymentEvent(link, attempt, amount === "absent" ? undefined : amount, clock.now()));
      }
      return toProviderLink(link, events, clock.now());
    }

    async function find(reference: string): Promise<ProviderLink | undefined> {
      try {
        return await read(await client.queryPaybylink(reference));
      } catch (error) {
        if (error instanceof NotFoundError || isRejection(error)) return undefined;
        throw error;
      }
    }

    return {
      account: { ...context.account, provider: "payermax" as ProviderId, mode: modeOf(config) },
      traits: payermaxTraits,
      options: payermaxOptions,
      async checkOrder(order) {
        toWire(order);
      },
      createLink: create,
      async resolveCreate(order) {
        const found = await find(order.reference);
        if (found !== undefined) return found;
        try {
          return await create(order);
        } catch (error) {
          // What a repeated merchantLinkId gets is not published; when it is a no, the first one may have been made.
          const made = isRejection(error) ? await find(order.reference) : undefined;
          if (made === undefined) throw error;
          return made;
        }
      },
      fetchLink: async (key) => read(await client.queryPaybylink(key.reference)),
      async disableLink(key) {
        try {
          const link = await read(await client.expirePaybylink(key.reference));
          if (isStopped(link)) return "done";
        } catch (error) {
          if (!isRejection(error)) throw error;
          const link = await find(key.reference);
          if (link === undefined || !isStopped(link)) throw error;
          return "done";
        }
        // The sample answer still says ACTIVE, so the link itself is asked.
        const link = await read(await client.queryPaybylink(key.reference));
        return isStopped(link) ? "done" : "asked";
      },
      receiveWebhook: async (delivery) => readCallback(delivery, { appId, publicKeys, now: clock.now() }),
    };
  },
});

function isStopped(link: ProviderLink): boolean {
  return link.state === "disabled" || link.state === "expired";
}

function isRejection(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === "rejected";
}

function unreadable(operation: string, reason: string): ProviderError {
  return new ProviderError({ provider: "payermax", operation, kind: "invalid-answer", cause: new Error(reason) });
}
