import { afterEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { ConfigError } from "../../src/model/errors.ts";
import { startWorld, type TelegramWorld, until, type WorldOptions } from "./telegram-world.ts";

let world: TelegramWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

async function start(options: WorldOptions = {}): Promise<TelegramWorld> {
  world = await startWorld(options);
  return world;
}

const { ann, bob } = cast;
const list = (telegram: TelegramWorld["telegram"], by: number = ann) => telegram.act.says("/list", { by, in: by });

describe("at start", () => {
  it("registers the webhook for exactly the updates it needs", async () => {
    const { telegram, botUrl } = await start();
    expect(telegram.feed.webhook).toMatchObject({
      url: `${botUrl}/telegram/webhook`,
      allowed: ["message", "callback_query", "inline_query", "my_chat_member"],
    });
  });

  it("takes an old webhook away when it polls", async () => {
    const { telegram, platform } = await start({ way: "polling" });
    expect(telegram.made.get("deleteWebhook")).toBe(1);
    expect(platform.routes()).toEqual([]);
  });

  it("registers its commands for private chats, groups and their administrators, in both languages", async () => {
    const { telegram } = await start();
    await until(() => telegram.world.menus.length === 6);
    const menus = telegram.world.menus.map(({ scope, language }) => `${scope}:${language}`);
    expect(menus.sort()).toEqual([
      "all_chat_administrators:",
      "all_chat_administrators:zh",
      "all_group_chats:",
      "all_group_chats:zh",
      "all_private_chats:",
      "all_private_chats:zh",
    ]);
    expect(telegram.world.menus.every(({ commands }) => commands.includes("create"))).toBe(true);
  });

  it("names the variable when the token is refused", async () => {
    const started = start({ prepare: (telegram) => telegram.faults.revoke() });
    const error = await started.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems[0]?.variable).toBe("TELEGRAM_BOT_TOKEN");
  });

  it("names the variable when the address is refused", async () => {
    const prepare: WorldOptions["prepare"] = (telegram) =>
      telegram.faults.refuse(400, "bad webhook: An HTTPS URL must be provided for webhook", "setWebhook");
    const error = await start({ prepare }).catch((cause: unknown) => cause);
    expect((error as ConfigError).problems[0]?.variable).toBe("PUBLIC_URL");
  });

  it("waits for a Telegram that is away, without stopping the bot", async () => {
    const { telegram, clock, platform, host } = await start({
      prepare: (each) => each.faults.refuse(502, "Bad Gateway", "getMe"),
    });
    expect(telegram.feed.webhook).toBeUndefined();
    clock.advance(1_000);
    await until(() => telegram.feed.webhook !== undefined);
    await list(telegram);
    expect(host.accepted).toHaveLength(1);
    expect(platform.routes()).toHaveLength(1);
  });
});

describe("the webhook", () => {
  const send = async (botUrl: string, headers: Readonly<Record<string, string>>, body: string) =>
    fetch(`${botUrl}/telegram/webhook`, { method: "POST", headers, body });
  const header = "x-telegram-bot-api-secret-token";
  const empty = JSON.stringify({ update_id: 1 });

  it("believes the new secret and the old one", async () => {
    const { botUrl } = await start({ env: { TELEGRAM_WEBHOOK_SECRET: "new-secret,old-secret" } });
    const statuses = await Promise.all(
      ["new-secret", "old-secret", "new-secret,old-secret", ""].map(
        async (secret) => (await send(botUrl, { [header]: secret }, empty)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it("registers the new secret", async () => {
    const { telegram, host } = await start({ env: { TELEGRAM_WEBHOOK_SECRET: "new-secret,old-secret" } });
    await list(telegram);
    expect(host.accepted).toHaveLength(1);
  });

  it.each(["not json", "[]", '"text"', "{}", '{"update_id":"x"}'])(
    "acknowledges what it cannot read: %s",
    async (body) => {
      const { botUrl, telegram, metrics } = await start();
      const [, secret = ""] = telegram.secrets;
      const answer = await send(botUrl, { [header]: secret }, body);
      expect(answer.status).toBe(200);
      expect(metrics.total("telegram_updates_dropped_total")).toBe(1);
    },
  );

  it("takes an update again that could not be stored, when Telegram brings it again", async () => {
    const { telegram, host, clock } = await start();
    host.isStoreDown = true;
    const { answer } = await list(telegram);
    expect(answer.status).toBe(503);
    host.isStoreDown = false;
    clock.advance(2_000);
    await until(() => host.accepted.length === 1);
  });

  it("lets a poisonous update go after three tries, and takes what follows", async () => {
    const { telegram, host, metrics } = await start();
    const accept = host.accept.bind(host);
    host.accept = async (delivery) => {
      if (delivery.message.actor.id === `telegram:${ann}`) throw new TypeError("a mistake of ours");
      return accept(delivery);
    };
    const poison = await list(telegram);
    const statuses = [poison.answer.status, (await poison.redeliver()).status, (await poison.redeliver()).status];
    expect(statuses).toEqual([503, 503, 200]);
    expect(metrics.total("telegram_updates_dropped_total")).toBe(1);
    await list(telegram, bob);
    expect(host.accepted).toHaveLength(1);
  });
});

describe("polling", () => {
  it("takes updates in, and confirms each after it is stored", async () => {
    const { telegram, host } = await start({ way: "polling" });
    await list(telegram);
    await list(telegram, bob);
    expect(host.accepted).toHaveLength(2);
    expect(telegram.feed.waiting).toBe(0);
  });

  it("confirms nothing while the store is down, and loses nothing", async () => {
    const { telegram, host, clock } = await start({ way: "polling" });
    host.isStoreDown = true;
    const [first, second] = [list(telegram), list(telegram, bob)];
    await until(() => host.offered.length > 0);
    clock.advance(1_000);
    await until(() => host.offered.length > 1);
    expect(telegram.feed.waiting).toBe(2);
    host.isStoreDown = false;
    clock.advance(1_000);
    await Promise.all([first, second]);
    expect(host.accepted.map(({ message }) => message.actor.id)).toEqual([`telegram:${ann}`, `telegram:${bob}`]);
  });

  it("lets a poisonous update go, and takes what follows", async () => {
    const { telegram, host, clock } = await start({ way: "polling" });
    const accept = host.accept.bind(host);
    let tries = 0;
    host.accept = async (delivery) => {
      if (delivery.message.actor.id !== `telegram:${ann}`) return accept(delivery);
      tries += 1;
      throw new TypeError("a mistake of ours");
    };
    const [poison, next] = [list(telegram), list(telegram, bob)];
    for (const expected of [1, 2, 3]) {
      await until(() => tries === expected);
      clock.advance(1_000);
    }
    await Promise.all([poison, next]);
    expect(host.accepted).toHaveLength(1);
  });

  it("goes on after Telegram was away", async () => {
    const { telegram, host, clock, logger } = await start({
      way: "polling",
      prepare: (each) => each.faults.refuse(502, "Bad Gateway", "getUpdates"),
    });
    await until(() => logger.lines.some((line) => line.includes("asking Telegram for updates failed")));
    clock.advance(60_000);
    await list(telegram);
    expect(host.accepted).toHaveLength(1);
  });

  it("is done by one process only", async () => {
    const held: string[] = [];
    const released: string[] = [];
    let isFree = false;
    const exclusive = {
      hold: async (name: string) => {
        held.push(name);
        return isFree;
      },
      release: async (name: string) => {
        released.push(name);
      },
    };
    const { telegram, host, clock, platform } = await start({ way: "polling", exclusive });
    const waiting = list(telegram);
    await until(() => held.length === 1);
    expect(telegram.made.get("getUpdates") ?? 0).toBe(0);
    isFree = true;
    clock.advance(5_000);
    await waiting;
    expect(host.accepted).toHaveLength(1);
    await platform.stop();
    expect(released).toEqual(["telegram.poll"]);
  });
});

describe("stopping", () => {
  it.each(["webhook", "polling"] as const)("waits for what is in hand (%s)", async (way) => {
    const { telegram, host, platform } = await start({ way });
    const held = host.hold();
    void list(telegram);
    await held.reached;
    let isStopped = false;
    const stopping = platform.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(isStopped).toBe(false);
    held.release();
    await stopping;
    expect(host.accepted).toHaveLength(1);
  });

  it("takes nothing more in", async () => {
    const { telegram, host, platform } = await start();
    await platform.stop();
    const { answer } = await list(telegram);
    expect(answer.status).toBe(503);
    expect(host.offered).toEqual([]);
  });
});
