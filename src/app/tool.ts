import { checkAppConfig, checkModuleConfig, type Environment, goodVariables } from "../config/load-config.ts";
import type { Records, Store } from "../ports/store.ts";
import { discoverModules } from "./discover.ts";
import { openSideStore } from "./open-store.ts";
import { systemClock, systemIds } from "./runtime.ts";

/** Runs a command that a platform brings; undefined when no platform has one of that name. @throws ConfigError */
export async function runTool(
  name: string,
  args: readonly string[],
  environment: Environment,
): Promise<string | undefined> {
  const { platforms, stores } = await discoverModules();
  const module = platforms.find((each) => each.tools?.[name] !== undefined);
  const tool = module?.tools?.[name];
  if (module === undefined || tool === undefined) return undefined;
  const app = checkAppConfig(environment);
  const config = tool.worksUnconfigured ? goodVariables(module, environment) : checkModuleConfig(module, environment);
  const records = recordsOnDemand(() => openSideStore(stores, app.DATABASE_URL));
  try {
    return await tool.run({
      config,
      args,
      records,
      clock: systemClock,
      ids: systemIds,
      ...(app.PUBLIC_URL !== undefined && { publicUrl: app.PUBLIC_URL }),
    });
  } finally {
    await records.close();
  }
}

/** Records that open their store when they are first used: a command that needs none leaves no store behind. */
function recordsOnDemand(open: () => Promise<Store>): Records & { close(): Promise<void> } {
  let opening: Promise<Store> | undefined;
  const opened = () => {
    opening ??= open();
    return opening;
  };
  return {
    getRecord: async (kind, key, now) => (await opened()).getRecord(kind, key, now),
    listRecords: async (kind, prefix, now) => (await opened()).listRecords(kind, prefix, now),
    writeRecord: async (write) => (await opened()).writeRecord(write),
    close: async () => (await opening)?.close(),
  };
}

/** The help lines of all such commands. */
export async function toolHelp(): Promise<string> {
  const { platforms } = await discoverModules();
  return platforms.flatMap((module) => Object.values(module.tools ?? {}).map((tool) => `  ${tool.help}\n`)).join("");
}
