import { ProviderError } from "../model/errors.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { ProviderLink } from "../model/provider-link.ts";
import { keyOfLink } from "../services/order-of-link.ts";
import { applySeen } from "../services/see-link.ts";
import { askProvider } from "./ask-provider.ts";
import { answer, type BotContext, showLink, type Turn } from "./bot-context.ts";
import { endTurn, sentence, sentenceCard } from "./end-turn.ts";
import { badgeOf, priceTitle } from "./link-status.ts";

/** After that long the look goes on by itself, and the conversation with it. */
const patienceMs = 3_000;

/** Asks the provider how a link stands, and says it. @throws ProviderError, NotFoundError; nothing was written then. */
export async function doRefresh(context: BotContext, turn: Turn, link: PaymentLink): Promise<void> {
  const { provider, title } = context.providers.byAccount(link.account);
  if (link.ref === undefined) return endTurn(context, turn, { notices: [showLink(turn, link.id)] });
  const startedAt = context.clock.now();
  let seen: ProviderLink;
  try {
    seen = await askProvider(context, provider, provider.fetchLink(keyOfLink(link)), patienceMs);
  } catch (error) {
    if (!(error instanceof ProviderError && error.vendorCode === "no answer")) throw error;
    const dueAt = context.clock.now();
    return endTurn(context, turn, {
      tasks: [{ linkId: link.id, account: link.account, kind: "check", dueAt, keepsEarlier: true }],
      notices: [answer(turn, sentence("reply.asking", turn, { id: link.id, provider: title }))],
    });
  }
  const changed = await applySeen(context, link, { seen, startedAt });
  const after = changed.transition.link;
  const { language } = turn.locale;
  const text = `${after.id} · ${priceTitle(after, language)} · ${badgeOf(after, language).text}`;
  await endTurn(context, turn, {
    notices: [
      { conversation: after.origin, body: { kind: "card", linkId: after.id } },
      answer(turn, sentenceCard(text)),
    ],
  });
}
