import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Clock, IdSource } from "../ports/runtime.ts";

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    if (signal?.aborted || ms <= 0) return;
    await pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** Real randomness. */
export const systemIds: IdSource = { bytes: (length) => new Uint8Array(randomBytes(length)), uuid: () => randomUUID() };
