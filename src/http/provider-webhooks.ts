import type { NewDelivery } from "../model/delivery.ts";
import { NotFoundError, WebhookVerificationError } from "../model/errors.ts";
import type { AccountId } from "../model/payment-link.ts";
import type { WebhookReceipt } from "../ports/payment-provider.ts";
import type { HttpDelivery, HttpReply } from "../ports/runtime.ts";
import type { ServiceContext } from "../services/change-link.ts";
import { tasksOfHints } from "../services/hint-service.ts";
import type { RegisteredProvider } from "../services/provider-registry.ts";
import { textReply } from "./error-reply.ts";

/**
 * One webhook: proven by its provider's adapter, stored, and only then acknowledged in the provider's own words.
 * A redelivery gets the same acknowledgement and has no second effect.
 *
 * @throws StoreUnavailableError when it could not be stored; WebhookVerificationError when its proof failed.
 */
export async function receiveProviderWebhook(
  context: ServiceContext,
  account: AccountId,
  delivery: HttpDelivery,
): Promise<HttpReply> {
  const registered = findAccount(context, account);
  if (registered === undefined) return textReply(404, "no such provider");
  const receipt = await prove(context, registered, delivery);
  const { provider } = registered.provider.account;
  if (receipt.events.length === 0 && receipt.hints.length === 0) {
    context.metrics.count("webhooks_total", { provider, outcome: "nothing" });
    return receipt.acknowledgement;
  }
  const outcome = await context.store.acceptDelivery(toDelivery(account, receipt, context.clock.now()));
  context.metrics.count("webhooks_total", { provider, outcome });
  return receipt.acknowledgement;
}

async function prove(
  context: ServiceContext,
  registered: RegisteredProvider,
  delivery: HttpDelivery,
): Promise<WebhookReceipt> {
  const { provider } = registered;
  try {
    return await provider.receiveWebhook(delivery);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    context.metrics.count("webhooks_total", { provider: provider.account.provider, outcome: "refused" });
    context.metrics.count("webhooks_refused_total", { provider: provider.account.provider, problem: error.problem });
    context.logger.warn("webhook refused", { provider: provider.account.provider, problem: error.problem });
    if (error.hints.length > 0) await lookOnce(context, provider.account.id, error);
    throw error;
  }
}

/** A favour: a sender who proved nothing is refused as such, also when the store is away. */
async function lookOnce(context: ServiceContext, account: AccountId, refused: WebhookVerificationError): Promise<void> {
  try {
    const { tasks } = await tasksOfHints(context, account, refused.hints, false);
    if (tasks.length > 0) await context.store.commit({ tasks });
  } catch (error) {
    context.logger.warn("a look for an unproven webhook could not be put down", { account, error });
  }
}

function toDelivery(account: AccountId, receipt: WebhookReceipt, receivedAt: Date): NewDelivery {
  const [event] = receipt.events;
  const link = event?.reference ?? event?.ref;
  return {
    source: `webhook:${account}`,
    key: receipt.key,
    lane: `webhook:${account}:${link ?? receipt.key}`,
    body: { kind: "webhook", account, events: receipt.events, hints: receipt.hints },
    receivedAt,
  };
}

function findAccount(context: ServiceContext, account: AccountId): RegisteredProvider | undefined {
  try {
    return context.providers.byAccount(account);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
