import { setTimeout as pause } from "node:timers/promises";
import type { WebhookManner } from "../../adapters/shared/emulator.ts";
import type { Scene } from "./scene.ts";

/** The providers people may ask for. */
export const providers = ["onerway", "payermax", "gstable", "qlink", "arcblock"] as const;
const manyUses = new Set<string>(["onerway", "gstable", "arcblock"]);
const manners: readonly WebhookManner[] = ["normal", "duplicate", "late", "forged", "reordered", "spaced", "off"];

export async function giveCommand(scene: Scene): Promise<void> {
  const { dice } = scene;
  const provider = dice.pick(providers);
  const isMany = manyUses.has(provider) && dice.percent(25);
  const description = `Order ${scene.commands.length + 1}`;
  const text = `${dice.below(900) + 1}.${10 + dice.below(90)} USD ${description} provider:${provider}${isMany ? " uses:many" : ""}`;
  const chat = dice.pick(scene.chats);
  const place = dice.pick(chat.places);
  const index = scene.commands.push({ description, fate: "unheard" }) - 1;
  const [isDouble, isRepeated] = [dice.percent(20), dice.percent(20)];
  scene.note("commands");
  const spoken = await Promise.all(
    isDouble ? [chat.command(text, place), chat.command(text, place)] : [chat.command(text, place)],
  );
  if (isDouble) scene.note("pressed twice");
  const isHeard = spoken.some((each) => each.isAcknowledged);
  const isAllHeard = spoken.every((each) => each.isAcknowledged);
  scene.commands[index] = { description, fate: isHeard ? "heard" : "unheard", times: isAllHeard ? 1 : spoken.length };
  if (!isHeard) scene.note("commands refused or lost");
  if (!isRepeated) return;
  scene.note("delivered twice");
  await spoken[0]?.again();
}

export async function buyerPays(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const links = await linksToPay(scene);
  if (links.length === 0) return scene.note("nothing to pay");
  // What was paid is tried again too: most take no second payment.
  const open = links.filter((link) => link.paidCount === 0);
  const { provider, ref } = dice.pick(open.length > 0 && dice.percent(80) ? open : links);
  const manner = dice.percent(50) ? "normal" : dice.pick(manners);
  world.emulator(provider).faults.webhooks = manner;
  const isInFlight = dice.percent(20);
  if (!(await world.pay(provider, ref, { isInFlight }))) return scene.note("payments refused: closed");
  scene.note(isInFlight ? "payments begun before the link was closed" : "payments");
  scene.note(`reported: ${manner}`);
}

/** All links there are; a buyer who has none yet waits a little for one. */
async function linksToPay(scene: Scene) {
  const { world } = scene;
  const linksAt = (provider: string) =>
    world
      .emulator(provider)
      .links()
      .map((link) => ({ provider, ...link }));
  for (let waited = 0; ; waited += 50) {
    const links = providers.flatMap(linksAt);
    if (waited >= 1_000 || links.some((link) => link.paidCount === 0)) return links;
    await pause(50);
  }
}

export async function changeLink(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const { links } = await world.report();
  if (links.length === 0) return scene.note("nothing to change");
  const { id } = dice.pick(links);
  const verb = dice.pick(["disable", "enable", "refresh", "show"]);
  scene.note(verb);
  await world.room.say(world.url, `${verb} ${id}${verb === "disable" ? " yes" : ""}`, {
    kind: dice.pick(["command", "button"] as const),
    conversation: "room:one" as never,
  });
}

export async function forge(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const [id, chat] = dice.pick([...world.chats]);
  const kind = dice.pick(chat.traits.forgeries);
  const description = `Forged ${scene.commands.length + 1}`;
  // The bot's clock is not the chat's in these runs, so a time just outside may be inside for the bot.
  const isOfAge = kind === "stale" || kind === "future";
  scene.commands.push({ description, fate: isOfAge ? "unheard" : "forbidden" });
  const answer = await chat.forge(kind, `5 USD ${description}`).catch(() => undefined);
  if (answer === undefined) return;
  scene.note(`forged at ${id}: ${kind}, answered ${answer.status}`);
}

export async function intrude(scene: Scene): Promise<void> {
  const chat = scene.dice.pick(scene.chats);
  const description = `Intruder ${scene.commands.length + 1}`;
  scene.commands.push({ description, fate: "forbidden" });
  scene.note("commands of outsiders");
  await chat.command(`5 USD ${description}`, chat.places[0] ?? "", true);
}
