import { checkAppConfig, checkModuleConfig, type Environment } from "../config/load-config.ts";
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
  const config = checkModuleConfig(module, environment);
  const records = await openSideStore(stores, app.DATABASE_URL);
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

/** The help lines of all such commands. */
export async function toolHelp(): Promise<string> {
  const { platforms } = await discoverModules();
  return platforms.flatMap((module) => Object.values(module.tools ?? {}).map((tool) => `  ${tool.help}\n`)).join("");
}
