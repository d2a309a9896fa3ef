import type { Clock, HttpDelivery } from "../../../../src/ports/runtime.ts";
import type { ChatFaults } from "../../../shared/chat-emulator.ts";
import type { EmulatorReply } from "../../../shared/emulator.ts";
import { answerCallbackQuery, answerInlineQuery, setMyCommands } from "./answering.ts";
import { editMessageCaption, editMessageMedia, editMessageReplyMarkup, editMessageText } from "./editing.ts";
import type { Feed } from "./feed.ts";
import { Refusal } from "./refusal.ts";
import { type CallParams, readParams } from "./request.ts";
import { deleteMessage, type Method, sendMessage, sendPhoto } from "./sending.ts";
import { chatWire, type World } from "./world.ts";

/** What happens to the next calls of a method, or of any. */
interface Plan {
  readonly method: string | undefined;
  readonly fault: "refuse" | "lose" | "hang";
  readonly isDone: boolean;
  readonly refusal?: Refusal;
  times: number;
}

/** The Bot API at one token, with switches for trouble. */
export interface Calls {
  readonly faults: ChatFaults & {
    /** The next call is refused in these words. */
    refuse(code: number, sentence: string, method?: string): void;
  };
  /** Calls so far, by method. */
  readonly made: ReadonlyMap<string, number>;
  handle(request: HttpDelivery): Promise<EmulatorReply>;
}

const common = [
  "chat_id",
  "message_thread_id",
  "disable_notification",
  "reply_parameters",
  "reply_markup",
  "parse_mode",
];
const edited = ["chat_id", "message_id", "inline_message_id", "reply_markup", "parse_mode"];

/** What each method may be asked with. A parameter that is not here would be ignored by Telegram: it is complained of. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  getMe: [],
  getUpdates: ["offset", "limit", "timeout", "allowed_updates"],
  setWebhook: ["url", "secret_token", "allowed_updates", "max_connections", "drop_pending_updates"],
  deleteWebhook: ["drop_pending_updates"],
  sendMessage: [...common, "text", "link_preview_options"],
  sendPhoto: [...common, "caption", "photo"],
  editMessageText: [...edited, "text", "link_preview_options"],
  editMessageCaption: [...edited, "caption"],
  editMessageMedia: [...edited, "media"],
  editMessageReplyMarkup: edited,
  deleteMessage: ["chat_id", "message_id"],
  answerCallbackQuery: ["callback_query_id", "text", "show_alert"],
  answerInlineQuery: ["inline_query_id", "results", "cache_time", "is_personal", "button"],
  setMyCommands: ["commands", "scope", "language_code"],
  getChat: ["chat_id"],
};

/** Serves the methods. */
export function createCalls(world: World, feed: Feed, clock: Clock, token: string): Calls {
  let plans: Plan[] = [];
  let isRevoked = false;
  const made = new Map<string, number>();
  const methods: Readonly<Record<string, Method>> = {
    getMe: () => ({ ...world.bot, is_bot: true, can_join_groups: true, supports_inline_queries: true }),
    getUpdates: feed.getUpdates,
    setWebhook: feed.setWebhook,
    deleteWebhook: feed.deleteWebhook,
    sendMessage,
    sendPhoto,
    editMessageText,
    editMessageCaption,
    editMessageMedia,
    editMessageReplyMarkup,
    deleteMessage,
    answerCallbackQuery,
    answerInlineQuery,
    setMyCommands,
    getChat: (_context, { values }) => {
      const chat = world.chats.get(Number(values.chat_id));
      if (chat === undefined) throw new Refusal(400, "chat not found");
      return chatWire(world, chat);
    },
  };

  function take(method: string): Plan | undefined {
    const plan = plans.find((each) => each.method === undefined || each.method === method);
    if (plan === undefined) return undefined;
    plan.times -= 1;
    if (plan.times <= 0) plans = plans.filter((each) => each !== plan);
    return plan;
  }

  function plan(fault: Plan["fault"], options: Partial<Omit<Plan, "fault">>): void {
    plans.push({ fault, method: undefined, isDone: false, times: 1, ...options });
  }

  function complainOf(method: string, { values, files }: CallParams): void {
    const known = [...(parameters[method] ?? []), "method"];
    const strange = Object.keys(values).filter((name) => !known.includes(name));
    const attached = JSON.stringify(values.media ?? "");
    const loose = [...files.keys()].filter((name) => !known.includes(name) && !attached.includes(`attach://${name}`));
    for (const name of [...strange, ...loose]) world.complaints.push(`${method} has no parameter ${name}`);
  }

  async function run(method: string, request: HttpDelivery): Promise<EmulatorReply> {
    const work = methods[method];
    if (work === undefined) throw new Refusal(404, "Not Found: method not found");
    const params = readParams(request);
    complainOf(method, params);
    const result = await work({ world, now: () => clock.now() }, params);
    return { status: 200, body: JSON.stringify({ ok: true, result }) };
  }

  return {
    made,
    faults: {
      limit(waitSeconds, options = {}) {
        const parameters = { retry_after: waitSeconds };
        const refusal = new Refusal(429, `Too Many Requests: retry after ${waitSeconds}`, parameters);
        plan("refuse", { refusal, method: options.method, times: options.times ?? 1 });
      },
      loseReply: (method) => plan("lose", { method }),
      hang: (method, options = {}) => plan("hang", { method, isDone: options.isDone ?? false }),
      refuse: (code, sentence, method) => plan("refuse", { refusal: new Refusal(code, sentence), method }),
      revoke() {
        isRevoked = true;
      },
      clear() {
        plans = [];
      },
    },
    async handle(request) {
      const [, given, method = ""] = /^.*\/bot([^/]+)\/(\w+)$/.exec(request.path) ?? [];
      try {
        if (given === undefined) throw new Refusal(404, "Not Found");
        if (given !== token || isRevoked) throw new Refusal(401, "Unauthorized");
        made.set(method, (made.get(method) ?? 0) + 1);
        const trouble = take(method);
        if (trouble?.refusal !== undefined) throw trouble.refusal;
        if (trouble?.fault === "hang" && !trouble.isDone) return "hang";
        const reply = await run(method, request);
        if (trouble?.fault === "hang") return "hang";
        return trouble?.fault === "lose" ? "drop" : reply;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message, parameters } = error;
        const body = {
          ok: false,
          error_code: code,
          description: message,
          ...(parameters !== undefined && { parameters }),
        };
        return { status: code, body: JSON.stringify(body) };
      }
    },
  };
}
