import { setTimeout as pause } from "node:timers/promises";
import type { ChatEmulator } from "../../adapters/shared/chat-emulator.ts";
import { providers } from "./people.ts";
import type { Scene } from "./scene.ts";
import { fillDisk, lockStore, storeFileOf } from "./trouble.ts";

const providerFaults = ["hang", "drop", "rate-limit", "error", "not-json", "wrong-types", "slow"] as const;

export async function breakProvider(scene: Scene): Promise<void> {
  const { dice } = scene;
  const fault = dice.pick(providerFaults);
  scene.note(`provider: ${fault}`);
  scene.world.emulator(dice.pick(providers)).faults.plan(fault, { times: 1 + dice.below(3), ms: 3_000 });
}

export async function breakChat(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const chat = dice.pick(scene.chats);
  const fault = dice.pick(["limit", "lose", "cut"] as const);
  scene.note(`${chat.id}: ${fault}`);
  const emulated = world.chats.get(chat.id);
  if (emulated === undefined)
    world.room.faults.push(fault === "limit" ? { kind: "limit", seconds: 3 } : { kind: fault });
  else if (fault === "limit") emulated.faults.limit(3, { method: dice.pick(sends(emulated)) });
  else if (fault === "lose") emulated.faults.loseReply(dice.pick(sends(emulated)));
  else emulated.faults.hang(dice.pick(sends(emulated)));
}

export async function killBot(scene: Scene): Promise<void> {
  const index = scene.dice.below(scene.world.bots.length);
  const away = scene.dice.below(300);
  const bot = scene.world.bots[index];
  if (!bot?.isAlive) return;
  scene.note("kill -9");
  await bot.kill();
  await pause(away);
  await startAgain(scene, index);
}

/** As whoever looks after the process does: until it stays up. */
export async function startAgain(scene: Scene, index: number): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    try {
      return await scene.world.start(index);
    } catch {
      scene.note("start failed: database away");
      await pause(250);
    }
  }
}

export async function troubleStore(scene: Scene): Promise<void> {
  const { dice, world } = scene;
  const ms = 100 + dice.below(2_500);
  const file = storeFileOf(world);
  if (file === undefined) return restartDatabase(scene);
  if (dice.percent(60)) {
    scene.note("store locked");
    return lockStore(file, ms);
  }
  const pid = world.bots[0]?.pid;
  if (pid !== undefined && (await fillDisk(file, pid, ms))) scene.note("disk full");
}

async function restartDatabase(scene: Scene): Promise<void> {
  const { restartDatabase: restart } = scene;
  // Once or twice in a run: a server that is mostly away proves little.
  if (restart === undefined || (scene.tried["database restarted"] ?? 0) >= 2) return;
  scene.note("database restarted");
  await restart();
}

/** From now on the room's third conversation takes nothing. */
export async function closePlace(scene: Scene): Promise<void> {
  scene.note("conversation closed");
  scene.silent.add("room:three");
  scene.world.room.closed.add("room:three");
}

export async function movePlace(scene: Scene): Promise<void> {
  scene.note("conversation moved");
  scene.world.room.moved.set("room:two", "room:four");
}

function sends({ traits }: ChatEmulator): readonly string[] {
  return [traits.postMethod, traits.editMethod];
}
