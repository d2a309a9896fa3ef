import type { Language } from "../../../src/model/currency.ts";
import type { Clock, Logger } from "../../../src/ports/runtime.ts";
import type { Records } from "../../../src/ports/store.ts";
import { type Access, handleOf, nameOf, recordKinds } from "./access.ts";
import { decisionData } from "./button-data.ts";
import type { BotApi } from "./client.ts";
import type { InHand } from "./in-hand.ts";
import { finishInvitation, redeemInvitation } from "./invitation.ts";
import type { Rows } from "./keyboard.ts";
import { literal, toHtml } from "./rich-text.ts";
import { type SentenceKey, sayTelegram } from "./sentences.ts";
import type { CallbackWire, UserWire } from "./wire.ts";

/** Somebody who came with an invitation that names nobody, until an admitted person decides. */
interface JoinRequest {
  readonly user: UserWire;
  readonly language: Language;
  /** Written once: a second press, by whomever, changes nothing. */
  readonly decision?: { readonly kind: "admit" | "decline"; readonly by: number };
}

interface NewcomerContext {
  readonly api: BotApi;
  readonly access: Access;
  readonly records: Records;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly inHand: InHand;
  readonly defaultLanguage: Language;
}

/** Lets people in. What is said about it follows behind. */
export interface Newcomers {
  /** Somebody opened an invitation link. `refused`: it was none for them, and nothing was said. */
  arrive(user: UserWire, code: string, language: Language): Promise<"told" | "refused">;
  /** An admitted person decided about somebody; the sentence to show them. */
  decide(callback: CallbackWire, kind: "admit" | "decline", userId: number, language: Language): Promise<string>;
}

const requestMs = 7 * 24 * 60 * 60 * 1_000;
const textLimit = 1_000;

/** Every step can be taken again after a crash: a decision is written before what follows from it. */
export function createNewcomers(context: NewcomerContext): Newcomers {
  const { api, access, records, clock, logger, inHand, defaultLanguage } = context;

  async function tell(userId: number, text: string, rows: Rows = []): Promise<void> {
    const params = {
      chat_id: userId,
      ...wording(text),
      link_preview_options: { is_disabled: true },
      ...(rows.length > 0 && { reply_markup: { inline_keyboard: rows } }),
    };
    await api.attempt({ method: "sendMessage", params, effect: "post" });
  }

  async function askAdmitted(user: UserWire): Promise<void> {
    const say = (key: SentenceKey) => sayTelegram(key, defaultLanguage, blanksOf(user));
    const rows: Rows = [
      [
        { text: say("approval.admit"), callback_data: decisionData("admit", user.id), style: "success" },
        { text: say("approval.decline"), callback_data: decisionData("decline", user.id) },
      ],
    ];
    for (const userId of await access.admitted()) await tell(userId, say("approval.ask"), rows);
  }

  /** The link still opens for its person until everybody was asked, in case the process dies on the way. */
  async function passOn(user: UserWire, code: string, language: Language): Promise<void> {
    try {
      await askAdmitted(user);
      await finishInvitation({ records, clock }, code);
      await tell(user.id, sayTelegram("invitation.passed-on", language));
    } catch (error) {
      logger.error("a newcomer was not passed on", { error });
    }
  }

  async function close(callback: CallbackWire, text: string): Promise<void> {
    if (callback.message === undefined) return;
    const { chat, message_id } = callback.message;
    const params = { chat_id: chat.id, message_id, ...wording(text) };
    await api.attempt({ method: "editMessageText", params, effect: "repeatable" });
  }

  async function claim(userId: number, decision: JoinRequest["decision"]): Promise<JoinRequest | undefined> {
    const key = String(userId);
    const found = await records.getRecord<JoinRequest>(recordKinds.request, key, clock.now());
    if (found === undefined || decision === undefined) return undefined;
    const made = found.value.decision;
    if (made !== undefined) return made.kind === decision.kind && made.by === decision.by ? found.value : undefined;
    const isOurs = await records.writeRecord({
      kind: recordKinds.request,
      key,
      value: { ...found.value, decision } satisfies JoinRequest,
      expectedRevision: found.revision,
      expiresAt: new Date(clock.now().getTime() + requestMs),
    });
    return isOurs ? found.value : undefined;
  }

  return {
    async arrive(user, code, language) {
      const redemption = await redeemInvitation({ records, clock }, code, user);
      if (redemption === "refused") return "refused";
      if (redemption === "admitted") {
        await access.admit(user, "command line");
        await finishInvitation({ records, clock }, code);
        void inHand.track(tell(user.id, sayTelegram("invitation.welcome", language, blanksOf(user))));
        return "told";
      }
      await records.writeRecord({
        kind: recordKinds.request,
        key: String(user.id),
        value: { user, language } satisfies JoinRequest,
        expiresAt: new Date(clock.now().getTime() + requestMs),
      });
      void inHand.track(passOn(user, code, language));
      return "told";
    },

    async decide(callback, kind, userId, language) {
      const request = await claim(userId, { kind, by: callback.from.id });
      if (request === undefined) return sayTelegram("approval.over", language);
      const { user } = request;
      if (kind === "admit") await access.admit(user, String(callback.from.id));
      const welcome = kind === "admit" ? "invitation.welcome" : "invitation.declined";
      await records.writeRecord({ kind: recordKinds.request, key: String(userId), value: undefined });
      const outcome = kind === "admit" ? "approval.admitted" : "approval.declined";
      const said = sayTelegram(outcome, language, { ...blanksOf(user), by: nameOf(callback.from) });
      void inHand.track(tell(user.id, sayTelegram(welcome, request.language, blanksOf(user))));
      void inHand.track(close(callback, said));
      return said;
    },
  };
}

function wording(text: string): { readonly text: string; readonly parse_mode: "HTML" } {
  return { text: toHtml(literal(text, "plain", textLimit), { canShowTime: false }), parse_mode: "HTML" };
}

function blanksOf(user: UserWire): Readonly<Record<string, string>> {
  return { name: nameOf(user), handle: handleOf(user) };
}
