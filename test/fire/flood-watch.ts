import type { World } from "../support/world.ts";

/** What was seen of a bot while it was watched. */
export interface Seen {
  /** Resident memory in bytes, when the watch began and at its greatest. */
  readonly memory: { readonly before: number; readonly most: number };
  /** The greatest lag of a conversation, and the last one shown, in seconds of the bot's time. */
  readonly lagSeconds: { readonly worst: number; readonly last: number };
  /** When the chat was last called, in the bot's time. */
  readonly lastCallAt: Date;
}

/** A watch that goes on until it is ended. */
export interface Watch {
  end(): Promise<Seen>;
}

const everyMs = 200;

/** Reads the bot's own metrics again and again, as whoever runs it would. */
export async function watchBot(world: World): Promise<Watch> {
  const before = (await read(world)).memory;
  let [most, worst, last] = [before, 0, 0];
  let [calls, lastCallAt] = [world.room.calls, world.clock.now()];
  const look = async () => {
    if (world.room.calls !== calls) [calls, lastCallAt] = [world.room.calls, world.clock.now()];
    const now = await read(world);
    most = Math.max(most, now.memory);
    worst = Math.max(worst, now.lagSeconds);
    last = now.lagSeconds;
  };
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return {
    async end() {
      clearInterval(timer);
      await look();
      return { memory: { before, most }, lagSeconds: { worst, last }, lastCallAt };
    },
  };
}

async function read(world: World): Promise<{ readonly memory: number; readonly lagSeconds: number }> {
  const lines = (await (await fetch(`${world.url}/metrics`)).text()).split("\n");
  const greatest = (name: string) =>
    Math.max(
      0,
      ...lines.filter((line) => line.startsWith(`paylink_${name}`)).map((line) => Number(line.split(" ").at(-1))),
    );
  return { memory: greatest("process_resident_memory_bytes"), lagSeconds: greatest("conversation_lag_seconds") };
}
