import { copyStore } from "./copy-store.ts";
import { discoverModules } from "./discover.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics.ts";
import { systemClock, systemIds } from "./runtime.ts";
import { storeModuleFor } from "./store-module.ts";

/** Copies the store at one address into the empty one at another, checked. Answers what to print. @throws ConfigError */
export async function runCopyStore(from: string, to: string): Promise<string> {
  const { stores } = await discoverModules();
  const open = (url: string) =>
    storeModuleFor(stores, url).openArchive({
      url,
      worker: `copy:${process.pid}:${systemIds.uuid().slice(0, 8)}`,
      role: "side",
      clock: systemClock,
      logger: createLogger("warn", []),
      metrics: createMetrics(),
    });
  const source = await open(from);
  try {
    const target = await open(to);
    try {
      const copied = await copyStore(source, target);
      const lines = copied.map(({ table, rows, digest }) => `${table}: ${rows} rows, sha256 ${digest.slice(0, 16)}`);
      return `${lines.join("\n")}\nCopied and checked: both sides have the same rows.`;
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
