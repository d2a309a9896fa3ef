import { InputError, NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import type { ProviderLink, SettlementAccount } from "../../../src/model/provider-link.ts";
import { defineProvider, type LinkKey, type LinkOrder } from "../../../src/ports/payment-provider.ts";
import { createHttpClient } from "../../shared/http-client.ts";
import { createRedactor } from "../../shared/redact.ts";
import { splitSecrets } from "../../shared/signature.ts";
import { createQlinkClient } from "./client.ts";
import { modeOf, qlinkEnv } from "./config.ts";
import { refOf, toAccount, toApplyWire, toMadeLink, toPayState, toSeenLink } from "./mapping.ts";
import { qlinkOptions } from "./options.ts";
import { qlinkTraits } from "./traits.ts";
import { readNotification } from "./webhook.ts";
import type { StatusRowWire } from "./wire.ts";

const accountsKeptMs = 10 * 60_000;

/** QLink: one payment request per order, with an address or a QR code to pay it. */
export default defineProvider({
  id: "qlink",
  title: "QLink",
  env: qlinkEnv,
  create(config, context) {
    const { clock, logger, metrics, cache } = context;
    const appKey = config.QLINK_APP_KEY;
    const reading = config.QLINK_SIGN_CONTENT;
    const secrets = splitSecrets(config.QLINK_APP_SECRET);
    const redact = createRedactor(secrets);
    const baseUrl = config.QLINK_BASE_URL;
    const http = createHttpClient({ provider: "qlink", baseUrl, redact, context });
    const client = createQlinkClient({ http, appKey, secret: secrets[0], reading, redact });
    const accountsKey = `${context.account.id}:pay-accounts`;

    async function listAccounts(): Promise<readonly SettlementAccount[]> {
      const accounts = (await client.queryPayAccount(config.QLINK_PAY_ACCOUNT)).map(toAccount);
      await cache.set(accountsKey, accounts, accountsKeptMs);
      return accounts;
    }

    /** Refuses a pay type or channel the account does not have; when it cannot be asked, apply will tell. */
    async function checkChoices(options: LinkOrder["options"]): Promise<void> {
      const chosen = ["paytype", "paychannel"].filter((option) => options[option] !== undefined);
      if (chosen.length === 0) return;
      const cached = await cache.get<readonly SettlementAccount[]>(accountsKey);
      const accounts = cached ?? (await listAccounts().catch(() => []));
      for (const option of chosen) {
        const codes = accounts.filter((each) => each.kind === option).map((each) => each.id);
        const value = options[option] ?? "";
        if (codes.length === 0 || codes.includes(value)) continue;
        throw new InputError("option-not-a-choice", {
          option,
          value,
          limit: codes.join(", "),
          example: codes[0] ?? "",
        });
      }
    }

    async function make(order: LinkOrder): Promise<ProviderLink> {
      const applied = await client.apply(toApplyWire(order, config));
      const made = toMadeLink(applied, order.reference);
      return made ?? giveUp(order.reference, applied.errorCode ?? "");
    }

    /** Nobody can pay a request without an address or a QR code; it is cancelled and counts as refused. */
    async function giveUp(reference: string, said: string): Promise<never> {
      await client.cancel(reference).catch((error: unknown) => {
        logger.warn("a QLink request nobody can pay could not be cancelled", { reference, error });
      });
      const details = { provider: "qlink", operation: "apply", kind: "rejected" as const };
      throw new ProviderError({ ...details, vendorCode: "no-action-value", vendorMessage: redact(said) });
    }

    async function see(keys: readonly LinkKey[]): Promise<readonly ProviderLink[]> {
      const rows = await client.getPayStatus(keys.map(refOf));
      const byUuid = new Map(rows.map((row) => [row.tradeUuid ?? "", row]));
      return keys.flatMap((key) => {
        const row = byUuid.get(refOf(key));
        return row === undefined ? [] : [read(row, key)];
      });
    }

    function read(row: StatusRowWire, key: LinkKey): ProviderLink {
      if (toPayState(row.status) === "unknown") metrics.count("provider_unknown_statuses_total", { provider: "qlink" });
      return toSeenLink(row, key, { timezone: config.QLINK_TIMEZONE, now: clock.now() });
    }

    async function fetchLink(key: LinkKey): Promise<ProviderLink> {
      const [seen] = await see([key]);
      if (seen === undefined) throw new NotFoundError("QLink does not know this request");
      return seen;
    }

    return {
      account: { ...context.account, provider: "qlink" as ProviderId, mode: modeOf(config) },
      traits: qlinkTraits,
      options: qlinkOptions,
      async checkOrder(order) {
        toApplyWire(order, config);
        await checkChoices(order.options);
      },
      createLink: make,
      async resolveCreate(order) {
        try {
          return await make(order);
        } catch (error) {
          if (!isRejection(error) || error.vendorCode === "no-action-value") throw error;
          // What a repeated tradeUuid gets is not published; when it is a no, the first one may have been made.
          const [seen] = await see([order]);
          if (seen === undefined) throw error;
          return seen.state === "active" ? giveUp(order.reference, error.vendorCode ?? "") : seen;
        }
      },
      fetchLink,
      fetchLinks: see,
      async disableLink(key) {
        if (isOver(await fetchLink(key))) return "done";
        try {
          await client.cancel(refOf(key));
          return "asked";
        } catch (error) {
          if (isRejection(error) && isOver(await fetchLink(key))) return "done";
          throw error;
        }
      },
      listAccounts,
      receiveWebhook: async (delivery) => readNotification(delivery, { appKey, secrets, reading }),
    };
  },
});

function isRejection(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.kind === "rejected";
}

function isOver(link: ProviderLink): boolean {
  return link.state === "disabled" || link.state === "expired";
}
