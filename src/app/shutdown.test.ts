import { expect, it } from "vitest";
import { KeptLogger, ManualClock } from "../../test/support/runtime.ts";
import { createShutdown } from "./shutdown.ts";

const turns = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
const shutdownOf = () => {
  const clock = new ManualClock();
  const logger = new KeptLogger();
  const stopped: string[] = [];
  const shutdown = createShutdown(clock, logger);
  const stop = (name: string) => async () => {
    stopped.push(name);
  };
  return { clock, logger, shutdown, stopped, stop };
};

it("stops the last started first, once", async () => {
  const { shutdown, stopped, stop } = shutdownOf();
  for (const name of ["store", "port", "platforms"]) shutdown.add(name, 1_000, stop(name));
  await Promise.all([shutdown.run(), shutdown.run()]);

  expect(stopped).toEqual(["platforms", "port", "store"]);
});

it("leaves behind what hangs, and still lets go of the store", async () => {
  const { clock, logger, shutdown, stopped, stop } = shutdownOf();
  shutdown.add("store", 10_000, stop("store"));
  shutdown.add("platforms", 2_000, () => new Promise(() => {}));
  const running = shutdown.run();
  await turns();
  expect(stopped).toEqual([]);

  clock.advance(2_000);
  await running;
  expect(stopped).toEqual(["store"]);
  expect(logger.lines.join()).toMatch(/platforms/);
});

it("gives every step its moment, however long the others took", async () => {
  const { clock, shutdown, stopped, stop } = shutdownOf();
  shutdown.add("store", 3_000, async () => {
    await clock.sleep(100);
    await stop("store")();
  });
  shutdown.add("workers", 3_000, () => new Promise(() => {}));
  const running = shutdown.run();
  await turns();
  clock.advance(3_000);
  await turns();
  clock.advance(100);
  await running;

  expect(stopped).toEqual(["store"]);
});

it.each([
  ["rejects", () => Promise.reject(new Error("no"))],
  [
    "throws",
    () => {
      throw new Error("no");
    },
  ],
])("goes on when a step %s", async (_name, fail) => {
  const { shutdown, stopped, stop } = shutdownOf();
  shutdown.add("store", 1_000, stop("store"));
  shutdown.add("port", 1_000, fail);
  await shutdown.run();

  expect(stopped).toEqual(["store"]);
});
