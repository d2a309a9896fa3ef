import type { Currency } from "../model/currency.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import type { BotContext } from "./bot-context.ts";

type Asking = Pick<BotContext, "providers" | "cache" | "clock" | "logger">;

const keptMs = 10 * 60_000;
const failedMs = 60_000;
/** No person waits longer than that for a provider they may not even mean. */
const patienceMs = 1_500;

const underWay = new WeakMap<PaymentProvider, Promise<readonly Currency[]>>();

/** What each provider takes whose currencies only its server knows; none while it does not answer. */
export async function serverCurrencies(context: Asking): Promise<ReadonlyMap<AccountId, readonly Currency[]>> {
  const asked = context.providers.all().filter(({ provider }) => provider.traits.currencies === "server");
  const found = await Promise.all(asked.map(({ provider }) => currenciesOf(context, provider)));
  return new Map(asked.map(({ provider }, at) => [provider.account.id, found[at] ?? []]));
}

async function currenciesOf(context: Asking, provider: PaymentProvider): Promise<readonly Currency[]> {
  const kept = await context.cache.get<readonly Currency[]>(keyOf(provider));
  if (kept !== undefined) return kept;
  const asking = underWay.get(provider) ?? askOnce(context, provider);
  const answered = new AbortController();
  const tooLate = context.clock.sleep(patienceMs, answered.signal).then(() => []);
  // An answer that comes too late for this person is kept for the next.
  return Promise.race([asking, tooLate]).finally(() => answered.abort());
}

function askOnce({ cache, logger }: Asking, provider: PaymentProvider): Promise<readonly Currency[]> {
  const asking = (async () => {
    try {
      const currencies = (await provider.listCurrencies?.()) ?? [];
      await cache.set(keyOf(provider), currencies, keptMs);
      return currencies;
    } catch (error) {
      logger.warn("currencies could not be asked for", { account: provider.account.id, error });
      await cache.set(keyOf(provider), [], failedMs);
      return [];
    }
  })().finally(() => underWay.delete(provider));
  underWay.set(provider, asking);
  return asking;
}

function keyOf(provider: PaymentProvider): string {
  return `currencies:${provider.account.id}`;
}
