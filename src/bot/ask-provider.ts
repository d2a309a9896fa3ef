import { ProviderError } from "../model/errors.ts";
import type { PaymentProvider } from "../ports/payment-provider.ts";
import { withinTime } from "../services/time-limit.ts";
import type { BotContext } from "./bot-context.ts";

/** So long a person, and everybody behind them in the conversation, may wait for a provider's answer. */
const patienceMs = 10_000;

/**
 * Asks a provider something while a person waits.
 *
 * @throws what the call throws; ProviderError kind `unavailable` when there is no answer in time.
 */
export function askProvider<T>(
  context: Pick<BotContext, "clock">,
  provider: PaymentProvider,
  call: Promise<T>,
  ms = patienceMs,
): Promise<T> {
  return withinTime(context.clock, ms, call, () => {
    const { provider: id } = provider.account;
    return new ProviderError({ provider: id, operation: "answer", kind: "unavailable", vendorCode: "no answer" });
  });
}
