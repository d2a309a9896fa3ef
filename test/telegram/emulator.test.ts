import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseHtml } from "../../adapters/chat/telegram/emulation/html.ts";
import { cast, createTelegramEmulator, type TelegramEmulator } from "../../adapters/chat/telegram/emulator.ts";
import { type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import { drawQr } from "../contract/platform-cards.ts";
import { ManualClock } from "../support/runtime.ts";

let server: ListeningServer;
let telegram: TelegramEmulator;
let clock: ManualClock;

beforeEach(async () => {
  clock = new ManualClock();
  server = await listen(async (request) => telegram.handle(request));
  telegram = createTelegramEmulator({ baseUrl: server.origin, clock, botUrl: () => "" });
});
afterEach(async () => {
  await telegram.stop();
  await server.close();
});

interface Answer {
  readonly ok: boolean;
  readonly error_code?: number;
  readonly description?: string;
  readonly parameters?: object;
  readonly result?: Readonly<Record<string, unknown>>;
}

async function call(method: string, params: object = {}, token = telegram.env.TELEGRAM_BOT_TOKEN): Promise<Answer> {
  const answer = await fetch(`${server.origin}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  return (await answer.json()) as Answer;
}

const { ann, group, mallory } = cast;
const send = (more: object = {}) => call("sendMessage", { chat_id: group, text: "hello", ...more });
const keyboard = (button: object) => ({ reply_markup: { inline_keyboard: [[{ text: "x", ...button }]] } });

/** Independent of the bot: a strict peer is only worth something if it refuses what Telegram refuses. */
describe("the emulated Telegram refuses", () => {
  it.each([
    ["another token", () => call("getMe", {}, "1:other"), 401, "Unauthorized"],
    ["an unknown method", () => call("getNothing"), 404, "Not Found: method not found"],
    ["an unknown chat", () => send({ chat_id: 12 }), 400, "Bad Request: chat not found"],
    ["an empty text", () => send({ text: " " }), 400, "Bad Request: message text is empty"],
    ["a text of 4,097 characters", () => send({ text: "x".repeat(4_097) }), 400, "Bad Request: message is too long"],
    [
      "data of 65 bytes",
      () => send(keyboard({ callback_data: "x".repeat(65) })),
      400,
      "Bad Request: BUTTON_DATA_INVALID",
    ],
    [
      "data of 22 long letters",
      () => send(keyboard({ callback_data: "长".repeat(22) })),
      400,
      "Bad Request: BUTTON_DATA_INVALID",
    ],
    [
      "257 characters to copy",
      () => send(keyboard({ copy_text: { text: "x".repeat(257) } })),
      400,
      "Bad Request: BUTTON_COPY_TEXT_INVALID",
    ],
    [
      "a host without a dot",
      () => send(keyboard({ url: "http://localhost/x" })),
      400,
      "Bad Request: inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ],
    [
      "a button without a deed",
      () => send(keyboard({})),
      400,
      "Bad Request: text buttons are unallowed in the inline keyboard",
    ],
    ["a topic that is not there", () => send({ message_thread_id: 1 }), 400, "Bad Request: message thread not found"],
    [
      "an answer to nothing",
      () => send({ reply_parameters: { message_id: 99 } }),
      400,
      "Bad Request: message to be replied not found",
    ],
    [
      "a person who never wrote",
      () => send({ chat_id: mallory }),
      403,
      "Forbidden: bot can't initiate conversation with a user",
    ],
    [
      "an edit of nothing",
      () => call("editMessageText", { chat_id: group, message_id: 99, text: "x" }),
      400,
      "Bad Request: message to edit not found",
    ],
    [
      "a second answer to a press",
      () => call("answerCallbackQuery", { callback_query_id: "none" }),
      400,
      "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
    [
      "a webhook without https",
      () => call("setWebhook", { url: "http://bot.example/hook" }),
      400,
      "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    ],
    [
      "a strange secret",
      () => call("setWebhook", { url: "https://bot.example", secret_token: "a b" }),
      400,
      "Bad Request: secret token contains unallowed characters",
    ],
  ])("%s", async (_what, act, code, description) => {
    expect(await act()).toMatchObject({ ok: false, error_code: code, description });
  });

  it("an edit that changes nothing", async () => {
    const sent = await send();
    const edit = { chat_id: group, message_id: sent.result?.message_id, text: "hello" };
    expect((await call("editMessageText", edit)).description).toContain("message is not modified");
  });

  it("a caption for a text, and a text for a picture", async () => {
    const sent = await send();
    const edit = { chat_id: group, message_id: sent.result?.message_id, caption: "x" };
    expect((await call("editMessageCaption", edit)).description).toContain(
      "there is no caption in the message to edit",
    );
    const picture = await upload("sendPhoto", { chat_id: String(group), caption: "y" }, Buffer.from(drawQr("x").png));
    const other = { chat_id: group, message_id: picture.result?.message_id, text: "x" };
    expect((await call("editMessageText", other)).description).toContain("there is no text in the message to edit");
  });

  it("a caption of 1,025 characters", async () => {
    const fields = { chat_id: String(group), caption: "x".repeat(1_025) };
    const answer = await upload("sendPhoto", fields, Buffer.from(drawQr("x").png));
    expect(answer.description).toBe("Bad Request: message caption is too long");
  });

  it("a picture that is none", async () => {
    const answer = await upload("sendPhoto", { chat_id: String(group) }, deflateSync("not a picture"));
    expect(answer.description).toBe("Bad Request: IMAGE_PROCESS_FAILED");
  });

  it("a chat that has moved, with its new number", async () => {
    const chat = telegram.world.chats.get(cast.basic);
    if (chat !== undefined) chat.movedTo = -1_001_234_567_890;
    const answer = await send({ chat_id: cast.basic });
    expect(answer).toMatchObject({ error_code: 400, parameters: { migrate_to_chat_id: -1_001_234_567_890 } });
  });

  it("to be asked for updates while it delivers them", async () => {
    await call("setWebhook", { url: "https://bot.example/hook" });
    expect((await call("getUpdates")).error_code).toBe(409);
  });

  it("two processes that poll at once: the first is sent away", async () => {
    const first = call("getUpdates", { timeout: 20 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = call("getUpdates", { timeout: 20 });
    expect(await first).toMatchObject({ error_code: 409 });
    clock.advance(20_000);
    expect(await second).toMatchObject({ ok: true, result: [] });
  });

  it("the next call when it is told to, with the wait", async () => {
    telegram.faults.limit(7);
    expect(await send()).toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
    expect((await send()).ok).toBe(true);
  });
});

it("the emulated Telegram keeps an update until it is confirmed", async () => {
  const said = telegram.act.says("/list", { by: ann, in: ann });
  const first = await call("getUpdates");
  const again = await call("getUpdates");
  expect(again.result).toEqual(first.result);
  const [{ update_id } = { update_id: 0 }] = first.result as unknown as readonly { readonly update_id: number }[];
  await call("getUpdates", { offset: update_id + 1 });
  expect((await said).answer.status).toBe(200);
});

it("the emulated Telegram complains of a parameter it does not know", async () => {
  await send({ disable_web_page_preview: true });
  expect(telegram.complaints()).toEqual(["sendMessage has no parameter disable_web_page_preview"]);
});

/** Source: tdlib/td, test/message_entities.cpp. */
describe("HTML style", () => {
  it.each([
    ["&lt;&gt;&amp;&quot;&laquo;&raquo;", '<>&"&laquo;&raquo;'],
    ["<b>bold</b> text", "bold text"],
    ["<a href='https://x.example'>link</a>", "link"],
    ["  <i>x</i>  ", "x"],
  ])("%s shows %s", (html, text) => {
    expect(parseHtml(html).text).toBe(text);
  });

  it.each([
    ["<b>x", 'Can\'t find end tag corresponding to start tag "b"'],
    ["x</b>", "Unexpected end tag at byte offset 1"],
    ["🏟 🏟&lt;<b></i>", 'Unmatched end tag at byte offset 16, expected "</b>", found "</i>"'],
    ["<blink>x</blink>", 'Unsupported start tag "blink" at byte offset 0'],
    ["a < b", 'Unsupported start tag "" at byte offset 2'],
    ["<b", "Unclosed start tag at byte offset 0"],
  ])("%s is refused", (html, sentence) => {
    expect(() => parseHtml(html)).toThrow(`Bad Request: can't parse entities: ${sentence}`);
  });
});

async function upload(method: string, fields: Readonly<Record<string, string>>, file: Buffer): Promise<Answer> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("photo", new Blob([new Uint8Array(file)]), "qr.png");
  const url = `${server.origin}/bot${telegram.env.TELEGRAM_BOT_TOKEN}/${method}`;
  return (await (await fetch(url, { method: "POST", body: form })).json()) as Answer;
}
