import onerwayEmulator from "../../adapters/providers/onerway/emulator.ts";
import onerway from "../../adapters/providers/onerway/index.ts";
import type { Emulator } from "../../adapters/shared/emulator.ts";
import { WarpClock } from "../support/warp-clock.ts";
import { openSlackHouse, type SlackHouse } from "./slack-house.ts";

/** The whole bot between an emulated Slack and the emulated Onerway, in a time that runs. */
export interface SlackBot extends SlackHouse {
  readonly onerway: Emulator;
  readonly clock: WarpClock;
  /** Lets the time run until everything due was done and said. */
  quiet(): Promise<void>;
}

/** Starts it all. */
export async function startSlackBot(env: Readonly<Record<string, string>> = {}): Promise<SlackBot> {
  const clock = new WarpClock();
  const house = await openSlackHouse({ clock, provider: { module: onerway, emulator: onerwayEmulator }, env });
  const { slack, shop } = house;
  const own = {
    onerway: shop,
    clock,
    async quiet() {
      let calls = -1;
      // A message on its way makes several calls; between them nothing may seem to wait.
      for (let looks = 0, still = 0; still < 10; looks += 1) {
        if (looks > 2_000) throw new Error("it never became quiet");
        const { deliveries, notices, dueTasks } = await house.app.store.backlog(clock.now());
        const isSilent = (await house.app.store.nextSendAt()) === undefined && calls === slack.faults.calls;
        calls = slack.faults.calls;
        still = isSilent && deliveries + notices + dueTasks === 0 ? still + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (still === 0) clock.leap(100);
      }
    },
  };
  return Object.assign(house, own);
}
