import { afterEach, expect, it } from "vitest";
import { type EmulatorReply, type ListeningServer, listen } from "../../adapters/shared/emulator.ts";
import type { HttpDelivery } from "../../src/ports/runtime.ts";
import { World } from "../support/world.ts";

const servers: ListeningServer[] = [];
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A service inside the operator's network; it counts who calls. */
async function startInside(): Promise<{ readonly origin: string; readonly calls: string[] }> {
  const calls: string[] = [];
  const server = await listen(async ({ path }) => {
    calls.push(path);
    return { status: 200, body: '{"respCode":"20000","data":{"id":"1","linkUrl":"http://inside/"}}' };
  });
  servers.push(server);
  return { origin: server.origin, calls };
}

async function startBot(answer: (request: HttpDelivery) => Promise<EmulatorReply>): Promise<World> {
  const provider = await listen(answer);
  servers.push(provider);
  world = await World.open({
    providers: ["onerway"],
    environment: { DEFAULT_PROVIDER: "onerway", ONERWAY_BASE_URL: provider.origin },
  });
  return world;
}

it.each([301, 302, 303, 307, 308])("a provider that answers %i elsewhere is not followed there", async (status) => {
  const inside = await startInside();
  const bot = await startBot(async ({ path }) => ({ status, headers: { location: `${inside.origin}${path}` } }));
  await bot.room.say(bot.url, "5 USD Tea");
  await bot.quiet();
  const { links } = await bot.report();

  expect(inside.calls).toEqual([]);
  expect(links.map((link) => link.status)).toEqual(["unknown"]);
});

it("an address that a provider gives a link is shown to people and never opened", async () => {
  const inside = await startInside();
  const bot: World = await startBot(async (request) => {
    const reply = await bot.emulator("onerway").handle(request);
    if (typeof reply === "string") return reply;
    return {
      ...reply,
      body: reply.body?.replaceAll(/http:[^"]+payment-link/g, `${inside.origin}/latest/meta-data`) ?? "",
    };
  });
  await bot.room.say(bot.url, "5 USD Tea");
  await bot.quiet();
  const [link] = (await bot.report()).links;

  expect(link?.card.link?.url).toContain(inside.origin);
  expect(inside.calls).toEqual([]);
});
