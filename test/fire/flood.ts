import { judge, type Verdict } from "../support/verdict.ts";
import { World } from "../support/world.ts";

/** How much comes at once. */
export interface FloodPlan {
  readonly provider: string;
  readonly links: number;
  readonly payments: number;
  /** Least time between two messages in the one channel; 0: as fast as it goes. */
  readonly gapMs: number;
  /** How many buyers pay at the same time. */
  readonly atOnce: number;
}

/** What the flood did. */
export interface FloodRun {
  readonly verdict: Verdict;
  /** From the first payment to the last one taken in, in real milliseconds. */
  readonly takenInMs: number;
  /** From the first payment until everything was said, in the bot's time. */
  readonly drainedMs: number;
  readonly messages: number;
  /** The most memory the bot had, in bytes, and what it had before. */
  readonly memory: { readonly before: number; readonly most: number };
  /** The greatest lag of the channel that the metrics showed, in seconds. */
  readonly worstLagSeconds: number;
}

const fasterThanReal = 40;
const looksEveryMs = 100;

/** Makes links for many uses in one channel, lets buyers pay all at once, and waits until all is said. */
export async function runFlood(plan: FloodPlan): Promise<FloodRun> {
  const { provider, links, payments, gapMs, atOnce } = plan;
  const world = await World.open({
    providers: [provider],
    environment: { DEFAULT_PROVIDER: provider, ROOM_GAP_MS: String(gapMs), LOG_LEVEL: "error" },
  });
  try {
    await makeLinks(world, links);
    const said = world.room.messages.length;
    const watch = watchBot(world);
    const before = (await watch.look()).memory;
    const [startedAt, startedReal] = [world.clock.now().getTime(), performance.now()];
    await payAll(world, { provider, payments, atOnce });
    const takenInMs = performance.now() - startedReal;
    const hurry = gapMs > 0 ? world.hurry(fasterThanReal) : undefined;
    const report = await world.settle();
    hurry?.stop();
    const { most, worstLagSeconds } = await watch.stop();
    const commands = report.links.map(({ description }) => ({ description, fate: "heard" as const }));
    return {
      verdict: judge(world, report, commands),
      takenInMs,
      drainedMs: world.clock.now().getTime() - startedAt,
      messages: world.room.messages.length - said,
      memory: { before, most },
      worstLagSeconds,
    };
  } finally {
    await world.close();
  }
}

/** Every second one takes many payments. */
async function makeLinks(world: World, links: number): Promise<void> {
  const hurry = world.hurry(fasterThanReal);
  for (let index = 0; index < links; index += 1) {
    const uses = index % 2 === 0 ? " uses:many" : "";
    const actor = { id: `room:p${index % 40}` as never, name: `P${index % 40}` };
    await world.room.say(world.url, `${index + 1}.25 USD Flood ${index}${uses}`, { actor });
  }
  await world.settle();
  hurry.stop();
}

async function payAll(
  world: World,
  { provider, payments, atOnce }: Pick<FloodPlan, "provider" | "payments" | "atOnce">,
): Promise<void> {
  const refs = world.emulator(provider).links();
  let paid = 0;
  const buyer = async () => {
    while (paid < payments) {
      const index = paid;
      paid += 1;
      // A link for one payment takes one; its buyers who come late go to the link beside it.
      const first = refs[index % refs.length];
      const second = refs[(index - (index % 2)) % refs.length];
      if (first !== undefined && second !== undefined && !(index >= refs.length && index % 2 === 1))
        await world.pay(provider, first.ref);
      else await world.pay(provider, second?.ref ?? "");
    }
  };
  await Promise.all(Array.from({ length: atOnce }, buyer));
}

interface Watch {
  look(): Promise<{ readonly memory: number; readonly lagSeconds: number }>;
  stop(): Promise<{ readonly most: number; readonly worstLagSeconds: number }>;
}

/** Reads the bot's own metrics again and again. */
function watchBot(world: World): Watch {
  let [most, worstLagSeconds] = [0, 0];
  const look = async () => {
    const text = await (await fetch(`${world.url}/metrics`)).text();
    const values = (name: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith(`paylink_${name}`))
        .map((line) => Number(line.split(" ").at(-1)));
    const memory = Math.max(...values("process_resident_memory_bytes"));
    const lagSeconds = Math.max(0, ...values("conversation_lag_seconds"));
    most = Math.max(most, memory);
    worstLagSeconds = Math.max(worstLagSeconds, lagSeconds);
    return { memory, lagSeconds };
  };
  const timer = setInterval(() => void look().catch(() => undefined), looksEveryMs);
  return {
    look,
    async stop() {
      clearInterval(timer);
      await look();
      return { most, worstLagSeconds };
    },
  };
}
