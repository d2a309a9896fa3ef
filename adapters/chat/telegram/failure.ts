import { PlatformError, type PlatformErrorKind } from "../../../src/model/errors.ts";

/** What is lost when an answer is lost: a `post` may have been made; anything else can simply be done again. */
export type Effect = "post" | "repeatable";

/** A call that did not do what was asked. `description` is Telegram's own sentence, without secrets. */
export interface Failure {
  readonly kind: PlatformErrorKind | "not-modified" | "formatting" | "button" | "no-picture" | "wrong-content";
  readonly description: string;
  readonly retryAfterMs?: number;
  /** The supergroup a group has become. */
  readonly movedTo?: number;
}

/** What Telegram answers a refused call with. */
export interface Refusal {
  readonly code: number;
  readonly description: string;
  readonly retryAfterSeconds?: number;
  readonly migrateToChatId?: number;
}

/**
 * Telegram tells refusals apart by their sentence only. The first that matches counts.
 *
 * Source: Telegram Bot API, Making requests; the sentences are those of its server (tdlib/telegram-bot-api, Client.cpp,
 * and tdlib/td, on_send_message_fail).
 */
const sentences: readonly (readonly [RegExp, Failure["kind"]])[] = [
  [/message is not modified/i, "not-modified"],
  [/can't parse (entities|message text|caption)/i, "formatting"],
  [/there is no (text|caption|media) in the message to edit|message media can't be edited/i, "wrong-content"],
  [/message to (edit|delete) not found|message can't be edited|MESSAGE_ID_INVALID/i, "message-gone"],
  [/BUTTON_URL_INVALID|BUTTON_COPY_TEXT_INVALID|button URL .* is invalid|wrong HTTP URL/i, "button"],
  [/not enough rights to send (photos|media)|CHAT_SEND_(PHOTOS|MEDIA)_FORBIDDEN/i, "no-picture"],
  [/IMAGE_PROCESS_FAILED|PHOTO_\w+|wrong file identifier|file must be non-empty|too big for a photo/i, "no-picture"],
  [/chat not found|chat was deactivated|chat was deleted|PEER_ID_INVALID|CHAT_WRITE_FORBIDDEN/i, "unreachable"],
  [/not enough rights|have no rights|need administrator rights|CHAT_RESTRICTED|user is deactivated/i, "unreachable"],
  [/message thread not found|TOPIC_(CLOSED|DELETED|ID_INVALID)|bot is not a member/i, "unreachable"],
];

/** Reads a refusal. */
export function readRefusal(refusal: Refusal, effect: Effect): Failure {
  const { code, description, retryAfterSeconds, migrateToChatId } = refusal;
  if (code === 429) return { kind: "rate-limited", description, retryAfterMs: (retryAfterSeconds ?? 1) * 1_000 };
  if (code === 401 || code === 404) return { kind: "unauthorised", description };
  if (code === 403) return { kind: "unreachable", description };
  if (code >= 500) return { kind: effect === "post" ? "outcome-unknown" : "unavailable", description };
  if (migrateToChatId !== undefined) return { kind: "moved", description, movedTo: migrateToChatId };
  const known = sentences.find(([pattern]) => pattern.test(description));
  return { kind: known?.[1] ?? "rejected", description };
}

/** The failure as the core knows failures; `movedTo` is the reference of the conversation's new place. */
export function toPlatformError(failure: Failure, movedTo?: string): PlatformError {
  const { kind, description, retryAfterMs } = failure;
  return new PlatformError({
    platform: "telegram",
    kind: outwardKind(kind),
    vendorCode: description.slice(0, 160),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(movedTo !== undefined && { movedTo }),
  });
}

/** What is left of the kinds that `sender.ts` deals with itself, when it could not. */
function outwardKind(kind: Failure["kind"]): PlatformErrorKind {
  switch (kind) {
    case "not-modified":
    case "formatting":
    case "button":
    case "wrong-content":
      return "rejected";
    case "no-picture":
      return "unreachable";
    default:
      return kind;
  }
}
