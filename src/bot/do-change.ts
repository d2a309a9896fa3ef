import { UnsupportedError } from "../model/errors.ts";
import type { Intent } from "../model/intent.ts";
import type { PaymentLink } from "../model/payment-link.ts";
import type { Commit } from "../ports/store.ts";
import { archiveLink, disableLink, editLink, enableLink, requireDisablable } from "../services/change-requests.ts";
import { answer, type BotContext, dropDraft, endOfTurn, type Turn } from "./bot-context.ts";
import { endDialogue, sentence } from "./end-turn.ts";
import type { PhraseKey } from "./replies.ts";

/** A change of a link that somebody wants. */
export type Change = Extract<Intent, { readonly kind: "disable" | "archive" | "edit" }> | EnableIntent;
type EnableIntent = { readonly kind: "enable"; readonly link: string };
/** A change that may wait for a yes. */
export type Confirmable = Extract<Intent, { readonly kind: "disable" | "archive" }>;

/**
 * Asks for a change of a link and answers; `confirm` when the person must say yes first.
 *
 * @throws StateError, UnsupportedError, InputError, NotFoundError: nothing was written.
 */
export async function doChange(
  context: BotContext,
  turn: Turn,
  { intent, link }: { readonly intent: Change; readonly link: PaymentLink },
): Promise<"done" | "confirm"> {
  const { provider } = context.providers.byAccount(link.account);
  const asked = (key: PhraseKey) => ({ link, by: turn.message.actor, also: said(context, turn, link, key) });
  switch (intent.kind) {
    case "disable":
      requireDisablable(link, provider.traits);
      if (provider.traits.disable !== "reversible" && !intent.isConfirmed) return "confirm";
      await disableLink(context, asked("reply.disabling"));
      return "done";
    case "archive":
      if (!provider.traits.canArchive) throw new UnsupportedError("no archive", "archive");
      if (!intent.isConfirmed) return "confirm";
      await archiveLink(context, asked("reply.archiving"));
      return "done";
    case "enable":
      await enableLink(context, asked("reply.enabling"));
      return "done";
    case "edit":
      await doEdit(context, turn, link, intent.changes);
      return "done";
    default:
      return intent satisfies never;
  }
}

/** What is written beside a change that was asked for: the answer, the end of the turn and of the draft. */
function said(context: BotContext, turn: Turn, link: PaymentLink, key: PhraseKey): Partial<Commit> {
  const provider = context.providers.byAccount(link.account).title;
  // A button sits on the card that is about to change: another message would only say the same.
  const notices = turn.message.kind === "button" ? [] : [answer(turn, sentence(key, turn, { id: link.id, provider }))];
  return { ...endOfTurn(turn), ...dropDraft(turn), notices };
}

const priceKeys = new Set(["amount", "currency", "price"]);

async function doEdit(
  context: BotContext,
  turn: Turn,
  link: PaymentLink,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const keys = Object.keys(changes);
  if (keys.some((key) => priceKeys.has(key))) {
    return endDialogue(context, turn, { notices: [answer(turn, sentence("reply.edit-price", turn, { id: link.id }))] });
  }
  const { provider } = context.providers.byAccount(link.account);
  if (keys.length === 0 && provider.traits.editable.length > 0) {
    const field = provider.options.find((each) => provider.traits.editable.includes(each.key));
    const example = field === undefined ? "" : `${field.key}:${field.example}`;
    const card = sentence("reply.edit-nothing", turn, { id: link.id, example });
    return endDialogue(context, turn, { notices: [answer(turn, card)] });
  }
  await editLink(context, { link, by: turn.message.actor, changes, also: said(context, turn, link, "reply.editing") });
}
