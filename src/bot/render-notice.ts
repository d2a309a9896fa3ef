import type { ActorId, ConversationRef, Locale, MessageRef } from "../model/conversation.ts";
import type { NoticeBody } from "../model/notice.ts";
import type { LinkId, PaymentLink } from "../model/payment-link.ts";
import type { OutboundMessage, PostTarget } from "../ports/chat-platform.ts";
import type { Store } from "../ports/store.ts";
import type { ProviderRegistry } from "../services/provider-registry.ts";
import { changeCard, isRaised } from "./change-card.ts";
import { linkCard, shownCard } from "./link-card.ts";

/** A notice put into a message, with what becomes of the message that is posted. */
export interface RenderedNotice {
  readonly message: OutboundMessage;
  readonly target: PostTarget;
  /** Edit this one; post only when it is gone. */
  readonly edits?: MessageRef;
  /** The posted message is this link's newest card. */
  readonly cardOf?: LinkId;
  /** The posted message asks the question of this person's draft. */
  readonly promptOf?: { readonly conversation: ConversationRef; readonly actor: ActorId };
  readonly link?: PaymentLink;
}

interface RenderContext {
  readonly store: Pick<Store, "findLink">;
  readonly providers: ProviderRegistry;
}

/** Renders a notice from the link as it is now, so that what is sent is true when it is sent. Undefined: nothing to say any more. */
export async function renderNotice(
  context: RenderContext,
  conversation: ConversationRef,
  body: NoticeBody,
): Promise<RenderedNotice | undefined> {
  if (body.kind === "reply") return renderReply(conversation, body);
  const link = await context.store.findLink({ id: body.linkId });
  if (link === undefined) return undefined;
  const named = context.providers.nameOf(link);
  switch (body.kind) {
    case "card":
      return {
        link,
        message: { card: linkCard(link, named, link.locale), locale: link.locale },
        target: { conversation },
        ...(link.card !== undefined && { edits: link.card }),
        cardOf: link.id,
      };
    case "change": {
      const isImportant = isRaised(body.change);
      return {
        link,
        message: {
          card: changeCard(link, body.change, named, link.locale),
          locale: link.locale,
          ...(isImportant && { isRaised: true, mention: link.createdBy }),
        },
        target: { conversation, ...(link.card !== undefined && { replyTo: link.card }) },
      };
    }
    case "show":
      return {
        link,
        message: { card: shownCard(link, named, body.locale), locale: body.locale },
        target: addressed(conversation, body),
      };
    default:
      return body satisfies never;
  }
}

type Reply = Extract<NoticeBody, { kind: "reply" }>;

function renderReply(conversation: ConversationRef, body: Reply): RenderedNotice {
  return {
    message: { card: body.card, locale: body.locale satisfies Locale, ...(body.isPrompt && { expectsAnswer: true }) },
    target: addressed(conversation, body),
    ...(body.replaces !== undefined && { edits: body.replaces }),
    ...(body.isPrompt && { promptOf: { conversation, actor: body.to.id } }),
  };
}

function addressed(conversation: ConversationRef, to: Omit<Reply, "kind" | "card">): PostTarget {
  return {
    conversation,
    ...(to.isPrivate && { privateTo: to.to.id }),
    ...(to.replyTo !== undefined && { replyTo: to.replyTo }),
    ...(to.answerHandle !== undefined && { answerHandle: to.answerHandle }),
  };
}
