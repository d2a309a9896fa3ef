import { NotFoundError } from "../../../src/model/errors.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import { defineProvider, type LinkKey } from "../../../src/ports/payment-provider.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import { createHttpClient } from "../../shared/http-client.ts";
import { createRedactor } from "../../shared/redact.ts";
import { splitSecrets } from "../../shared/signature.ts";
import { createOnerwayClient } from "./client.ts";
import { modeOf, onerwayEnv } from "./config.ts";
import { createLookUp } from "./look-up.ts";
import { fromAdded, fromRecord, statusOfFilter, toAddWire } from "./mapping.ts";
import { onerwayOptions } from "./options.ts";
import { onerwayTraits, pageSize } from "./traits.ts";
import { toVendorTime } from "./vendor-time.ts";
import { readNotification } from "./webhook.ts";

const longPattern = /^(0|[1-9]\d{0,18})$/;

/** Onerway Payment Link: reusable links with counters. */
export default defineProvider({
  id: "onerway",
  title: "Onerway",
  env: onerwayEnv,
  create(config, context) {
    const secrets = splitSecrets(config.ONERWAY_SECRET_KEY);
    const redact = createRedactor(secrets);
    const baseUrl = config.ONERWAY_BASE_URL;
    const http = createHttpClient({ provider: "onerway", baseUrl, redact, context });
    const merchantNo = config.ONERWAY_MERCHANT_NO;
    const client = createOnerwayClient({ http, merchantNo, secret: secrets[0], redact });
    const offset = config.ONERWAY_TIMEZONE;
    const { findOne, findMany, findNamed } = createLookUp(client, offset);

    async function setStatus(key: LinkKey, linkStatus: boolean): Promise<void> {
      const ref = key.ref ?? (await findOne(key)).ref;
      if (!longPattern.test(ref)) throw new NotFoundError("Onerway does not know this link");
      await client.updateStatus({ id: exactNumber(ref), linkStatus });
    }

    return {
      account: { ...context.account, provider: "onerway" as ProviderId, mode: modeOf(config) },
      traits: onerwayTraits,
      options: onerwayOptions,
      async checkOrder(order) {
        toAddWire(order, config.ONERWAY_AMOUNT_FORMAT);
      },
      async createLink(order) {
        return fromAdded(await client.add(toAddWire(order, config.ONERWAY_AMOUNT_FORMAT)), order);
      },
      resolveCreate: findNamed,
      fetchLink: findOne,
      fetchLinks: findMany,
      async disableLink(key) {
        await setStatus(key, false);
        return "done";
      },
      enableLink: (key) => setStatus(key, true),
      async listLinks({ status, words, from, to, page, size }) {
        const { records, total } = await client.list({
          ...(status !== undefined && { linkStatus: statusOfFilter[status] }),
          ...(words?.trim() && { keywords: words.trim() }),
          ...(from !== undefined && { startTime: toVendorTime(from, offset) }),
          ...(to !== undefined && { endTime: toVendorTime(to, offset) }),
          current: exactNumber(String(page)),
          size: exactNumber(String(Math.min(size, pageSize))),
        });
        return { links: records.map((record) => fromRecord(record, offset)), total: Number(total) };
      },
      receiveWebhook: async (delivery) => readNotification(delivery, { merchantNo, secrets }),
    };
  },
});
