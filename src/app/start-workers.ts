import { startInboxWorker } from "../bot/inbox-worker.ts";
import { startOutbox } from "../bot/outbox.ts";
import type { ChatPlatform } from "../ports/chat-platform.ts";
import { startTaskWorker } from "../services/task-worker.ts";
import type { AppParts, ComposedBot } from "./compose.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { Shutdown } from "./shutdown.ts";

interface WorkerSettings {
  readonly bot: ComposedBot;
  readonly platforms: readonly ChatPlatform[];
  readonly shutdown: Shutdown;
  /** All of them have stopped, or are given up on, by then. */
  readonly byMs: number;
}

/** Starts what works by itself: the three queues and the housekeeping. */
export function startWorkers(parts: AppParts, { bot, platforms, shutdown, byMs }: WorkerSettings): void {
  const { RETENTION_DAYS, SECRET_KEY } = parts.config.app;
  const byId = new Map<string, ChatPlatform>(platforms.map((platform) => [platform.id, platform]));
  const loops = {
    outbox: startOutbox({ ...bot, platform: (id) => byId.get(id) }),
    tasks: startTaskWorker(bot),
    inbox: startInboxWorker(bot),
  };
  // What is handled makes tasks and notices; what the tasks bring makes notices: they stop in the other order.
  shutdown.add("outbox", byMs, () => loops.outbox.stop());
  shutdown.add("tasks", byMs, () => loops.tasks.stop());
  shutdown.add("inbox", byMs, () => loops.inbox.stop());
  const housekeeping = startHousekeeping({
    ...bot,
    metrics: parts.metrics,
    retentionDays: RETENTION_DAYS,
    ...(SECRET_KEY !== undefined && { secretKey: SECRET_KEY }),
  });
  shutdown.add("housekeeping", byMs, () => housekeeping.stop());
  bot.store.onWork((kind) => loops[kind].wake());
}
