import { afterEach, beforeEach, expect, it } from "vitest";
import { createBotApi } from "../../adapters/chat/telegram/client.ts";
import { telegramEnv } from "../../adapters/chat/telegram/config.ts";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { type EmulatorReply, type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import { plainCard } from "../contract/platform-cards.ts";
import { KeptLogger, KeptMetrics, ManualClock } from "../support/runtime.ts";
import { chat, startWorld } from "./telegram-world.ts";

const token = "123456789:AAVerySecretTokenVerySecretToken000";
const secret = "very-secret-webhook-word";
let server: ListeningServer | undefined;
let reply: EmulatorReply = { status: 200 };

beforeEach(async () => {
  server = await listen(async () => reply);
});
afterEach(async () => {
  await server?.close();
});

async function failWith(answer: EmulatorReply, root = server?.origin): Promise<string> {
  reply = answer;
  const [logger, clock] = [new KeptLogger(), new ManualClock()];
  const config = telegramEnv.parse({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_WEBHOOK_SECRET: secret,
    TELEGRAM_API_ROOT: root,
  });
  const api = await createBotApi({ config, clock, logger, metrics: new KeptMetrics() });
  const calling = api.call({ method: "sendMessage", params: { chat_id: 1, text: "x" }, effect: "post", timeoutMs: 50 });
  const settled = calling.catch((error: unknown) => error);
  if (answer === "hang") setTimeout(() => clock.advance(100), 20);
  const error = (await settled) as Error & { vendorCode?: string };
  expect(error).toBeInstanceOf(Error);
  return [
    error.message,
    error.stack,
    String(error.cause),
    error.vendorCode,
    JSON.stringify(error),
    ...logger.lines,
  ].join(" ");
}

it.each<[string, EmulatorReply]>([
  ["an answer that is not JSON", { status: 200, body: "<html>" }],
  ["an empty answer", { status: 200, body: "" }],
  ["a lost connection", "drop"],
  ["no answer", "hang"],
  [
    "a refusal that repeats the token",
    { status: 400, body: JSON.stringify({ ok: false, error_code: 400, description: `bad ${token}` }) },
  ],
  [
    "a refusal that repeats the secret",
    { status: 400, body: JSON.stringify({ ok: false, error_code: 400, description: `bad ${secret}` }) },
  ],
  ["a server error", { status: 502, body: "Bad Gateway" }],
])("%s shows no secret, in no error and no log line", async (_what, answer) => {
  const told = await failWith(answer);
  expect(told).not.toContain("AAVerySecret");
  expect(told).not.toContain(secret);
});

it("a refused connection shows no secret either", async () => {
  const root = server?.origin;
  await server?.close();
  expect(await failWith({ status: 200 }, root)).not.toContain("AAVerySecret");
});

it("a day with every kind of trouble leaves no secret in the log", async () => {
  const world = await startWorld();
  const { telegram, platform, host } = world;
  await telegram.act.says("/list", { by: cast.ann, in: cast.group });
  await telegram.forge("wrong-signature", "5 USD mug");
  host.isStoreDown = true;
  await telegram.act.says("/list", { by: cast.ann, in: cast.ann });
  telegram.faults.loseReply("sendMessage");
  await platform.post({ conversation: chat(cast.group) }, plainCard).catch(() => undefined);
  telegram.faults.revoke();
  await platform.post({ conversation: chat(cast.group) }, plainCard).catch(() => undefined);
  await world.stop();
  const log = world.logger.lines.join("\n");
  expect(log).not.toBe("");
  expect(telegram.secrets.filter((each) => log.includes(each))).toEqual([]);
});
