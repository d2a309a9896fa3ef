import type { Card } from "../model/card.ts";
import { InputError } from "../model/errors.ts";
import type { CreateRequest } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { Commit } from "../ports/store.ts";
import { createLink } from "../services/create-link.ts";
import { answer, type BotContext, dropDraft, endOfTurn, originOf, type Turn } from "./bot-context.ts";
import { linkCard } from "./link-card.ts";
import { say } from "./replies.ts";

/** Links one person may begin in a burst, and per second after that; and the same for a whole workspace or bot. */
const personLimit = { capacity: 300, refillPerSecond: 1 };
const houseLimit = { capacity: 3_000, refillPerSecond: 10 };

/** Begins a link, or gives the first one back when the same was asked a moment ago. @throws what createLink throws. */
export async function doCreate(
  context: BotContext,
  turn: Turn,
  request: CreateRequest,
  againOf?: string,
): Promise<void> {
  const { actor, sourceUrl, postTo, saidIn } = turn.message;
  await requireWithinLimits(context, turn);
  const { provider, country } = turn.defaults;
  const asker = {
    actor,
    locale: turn.locale,
    origin: originOf(turn),
    askedIn: postTo ?? saidIn ?? turn.message.conversation,
    askedAt: turn.delivery.receivedAt,
    defaults: { ...(provider !== undefined && { provider }), ...(country !== undefined && { country }) },
    ...(sourceUrl !== undefined && { sourceUrl }),
    ...(againOf !== undefined && { againOf }),
  };
  const outcome = await createLink(context, request, asker, ({ kind, link }): Partial<Commit> => {
    const end = { ...endOfTurn(turn), ...dropDraft(turn) };
    if (kind === "repeated") {
      context.metrics.count("creates_repeated_total", { provider: link.provider });
      return { ...end, notices: [answer(turn, repeatedCard(context, turn, link))] };
    }
    const isHere = link.origin === turn.message.conversation;
    // The card says everything; but a question that was answered by its button must not stay open.
    if (isHere && turn.prompt === undefined) return end;
    const text = say(isHere ? "reply.making" : "reply.elsewhere", turn.locale.language, { id: link.id });
    return { ...end, notices: [answer(turn, { summary: text, title: text })] };
  });
  context.metrics.count("creates_total", { provider: outcome.link.provider, outcome: outcome.kind });
}

function repeatedCard(context: BotContext, turn: Turn, link: PaymentLink): Card {
  const { language } = turn.locale;
  const { image: _image, ...card } = linkCard(link, context.providers.nameOf(link), turn.locale);
  const text = say("reply.repeated", language);
  return {
    ...card,
    summary: text,
    lines: [text, ...(card.lines ?? [])],
    buttons: [
      { label: say("button.show", language), action: { kind: "command", command: `show ${link.id}` } },
      { label: say("button.another", language), action: { kind: "command", command: `again ${link.id}` } },
    ],
  };
}

async function requireWithinLimits(context: BotContext, turn: Turn): Promise<void> {
  const { id } = turn.message.actor;
  const house = id.split(":").slice(0, -1).join(":");
  const budgets = [
    { key: `create:${id}`, ...personLimit },
    { key: `create:${house}`, ...houseLimit },
  ];
  const waitMs = await context.store.takeBudgets(budgets, context.clock.now());
  if (waitMs > 0) throw new InputError("too-many-requests", { seconds: String(Math.ceil(waitMs / 1000)) });
}
