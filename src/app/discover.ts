import { readdir } from "node:fs/promises";
import { z } from "zod";
import type { PlatformModule } from "../ports/chat-platform.ts";
import type { EmulatorSettings, RunningEmulators } from "../ports/emulator.ts";
import type { ProviderModule } from "../ports/payment-provider.ts";
import type { StoreModule } from "../ports/store.ts";

const adaptersUrl = new URL("../../adapters/", import.meta.url);

/** The adapters found in the adapters folder, by kind. */
export interface DiscoveredModules {
  readonly providers: readonly ProviderModule[];
  readonly platforms: readonly PlatformModule[];
  readonly stores: readonly StoreModule[];
}

const isFunction = (value: unknown): boolean => typeof value === "function";
const named = { id: z.string().regex(/^[a-z][a-z0-9-]*$/), title: z.string().min(1) };
const environment = z.instanceof(z.ZodObject);
const providerShape = z.object({ ...named, env: environment, create: z.custom(isFunction, "must be a function") });
const platformShape = providerShape;
const storeShape = z.object({
  id: named.id,
  accepts: z.custom(isFunction, "must be a function"),
  problem: z.custom(isFunction, "must be a function"),
  open: z.custom(isFunction, "must be a function"),
});

/**
 * Finds every adapter by its folder: `adapters/<kind>/<id>/index.ts`, default export of the kind's shape, its id equal
 * to the folder's name, every variable beginning with the id in capitals.
 *
 * @throws TypeError naming the folder and what is wrong with it.
 */
export async function discoverModules(base: URL = adaptersUrl): Promise<DiscoveredModules> {
  const [providers, platforms, stores] = await Promise.all([
    load<ProviderModule>(new URL("providers/", base), providerShape),
    load<PlatformModule>(new URL("chat/", base), platformShape),
    load<StoreModule>(new URL("store/", base), storeShape),
  ]);
  for (const module of [...providers, ...platforms]) requirePrefix(module);
  return { providers, platforms, stores };
}

/** The default exports of `emulator.ts` in each folder of a kind that has one. */
export async function discoverEmulators<Module>(
  kind: "providers" | "chat",
  base: URL = adaptersUrl,
): Promise<readonly Module[]> {
  const folder = new URL(`${kind}/`, base);
  const found = await Promise.all(
    (await foldersOf(folder)).map(async (id) => {
      const names = await readdir(new URL(`${id}/`, folder));
      return names.includes("emulator.ts")
        ? [(await importDefault(new URL(`${id}/emulator.ts`, folder))) as Module]
        : [];
    }),
  );
  return found.flat();
}

async function load<Module>(folder: URL, shape: z.ZodType): Promise<readonly Module[]> {
  return Promise.all(
    (await foldersOf(folder)).map(async (id) => {
      const module = await importDefault(new URL(`${id}/index.ts`, folder));
      const result = shape.safeParse(module);
      if (!result.success) {
        const issues = result.error.issues.map(
          (issue) => `${issue.path.join(".") || "default export"}: ${issue.message}`,
        );
        throw new TypeError(`adapter ${folder.pathname}${id} has the wrong shape: ${issues.join("; ")}`);
      }
      if ((module as { id: string }).id !== id)
        throw new TypeError(`adapter ${folder.pathname}${id} calls itself ${(module as { id: string }).id}`);
      return module as Module;
    }),
  );
}

async function foldersOf(folder: URL): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function importDefault(file: URL): Promise<unknown> {
  return ((await import(file.href)) as { default?: unknown }).default;
}

function requirePrefix(module: ProviderModule | PlatformModule): void {
  const prefix = `${module.id.toUpperCase().replaceAll("-", "_")}_`;
  const stray = Object.keys(module.env.shape).find((name) => !name.startsWith(prefix));
  if (stray !== undefined) throw new TypeError(`adapter ${module.id}: variable ${stray} does not begin with ${prefix}`);
}

/** Starts the provider emulators that are found, behind one port. */
export async function startProviderEmulators(
  settings: EmulatorSettings,
  base: URL = adaptersUrl,
): Promise<RunningEmulators> {
  const modules = await discoverEmulators<unknown>("providers", base);
  const host = (await import(new URL("shared/emulator-host.ts", adaptersUrl).href)) as {
    startEmulators(modules: readonly unknown[], settings: EmulatorSettings): Promise<RunningEmulators>;
  };
  return host.startEmulators(modules, settings);
}
