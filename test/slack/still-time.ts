import { setImmediate as turn } from "node:timers/promises";
import type { ManualClock } from "../support/runtime.ts";
import type { SlackHouse } from "./slack-house.ts";

/** A house in a time that stands still while anything is at work, and then goes to the next moment anything is due. */
export interface StillTime {
  /** Lets everything be done that can be done at this moment. */
  rest(): Promise<void>;
  /** Goes on to that moment, by way of every one at which something is due. */
  until(at: Date): Promise<void>;
  /** Goes on until nothing waits to be said. */
  drain(): Promise<void>;
}

const mostLooks = 50_000;
/** So many looks at a provider that gets no call mean that its calls wait for their turns. */
const looksForTurn = 8;
const turnMs = 250;

/** The bot must live in this clock, and speak in one conversation at a time. */
export function createStillTime(house: SlackHouse, clock: ManualClock): StillTime {
  const store = () => house.app.store;

  async function rest(): Promise<void> {
    for (let looks = 0, calls = -1, still = 0; looks < mostLooks; looks += 1) {
      // A loop that has just read when to come again has not gone to sleep yet.
      await turn();
      const { deliveries, notices, dueTasks } = await store().backlog(clock.now());
      const sendAt = notices === 0 ? undefined : await store().nextSendAt();
      const isSpeaking = notices > 0 && (sendAt === undefined || sendAt <= clock.now());
      if (deliveries + dueTasks === 0 && !isSpeaking) return;
      still = deliveries === 0 && !isSpeaking && calls === house.shopCalls ? still + 1 : 0;
      calls = house.shopCalls;
      if (still % looksForTurn === looksForTurn - 1) clock.advance(turnMs);
    }
    throw new Error("it never came to rest");
  }

  async function goTo(at: Date): Promise<void> {
    await turn();
    clock.advance(Math.max(1, at.getTime() - clock.now().getTime()));
  }

  async function nextMoment(): Promise<Date | undefined> {
    const moments = [await store().nextSendAt(), await store().nextTaskAt()].filter((each) => each !== undefined);
    return moments.sort((one, other) => one.getTime() - other.getTime())[0];
  }

  return {
    rest,
    async until(at) {
      for (;;) {
        await rest();
        if (clock.now() >= at) return;
        const next = await nextMoment();
        await goTo(next === undefined || next > at ? at : next);
      }
    },
    async drain() {
      for (;;) {
        await rest();
        if ((await store().nextSendAt()) === undefined) return;
        await goTo((await nextMoment()) ?? clock.now());
      }
    },
  };
}
