import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ChatEmulator, ChatEmulatorModule } from "../../adapters/shared/chat-emulator.ts";
import { listen } from "../../adapters/shared/emulator.ts";
import type { InboundMessage } from "../../src/model/conversation.ts";
import type { ChatDelivery, ChatPlatform, PlatformContext, PlatformModule } from "../../src/ports/chat-platform.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";
import { FakeHost } from "./fake-host.ts";
import { memoryRecords, plainSecrets } from "./memory-records.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "./runtime.ts";

/** A platform and its emulator, as modules. */
export interface PlatformPair {
  readonly platform: PlatformModule;
  readonly emulator: ChatEmulatorModule;
}

/** A running platform between a fake bot and the emulated vendor. */
export interface PlatformHarness {
  readonly id: string;
  readonly platform: ChatPlatform;
  readonly emulator: ChatEmulator;
  readonly host: FakeHost;
  readonly clock: ManualClock;
  readonly logger: KeptLogger;
  readonly metrics: KeptMetrics;
  readonly context: PlatformContext;
  /** The origin its routes are served at. */
  readonly botUrl: string;
  /** The only message stored so far. */
  only(): ChatDelivery;
  /** The message stored last. */
  last(): InboundMessage;
  stop(): Promise<void>;
}

const chatFolder = new URL("../../adapters/chat/", import.meta.url);

/** Every platform folder that has an emulator. */
export async function findPlatforms(): Promise<readonly PlatformPair[]> {
  const folders = readdirSync(chatFolder, { withFileTypes: true }).filter((each) => each.isDirectory());
  const complete = folders.filter(({ name }) =>
    ["index.ts", "emulator.ts"].every((file) => existsSync(pathOf(name, file))),
  );
  return Promise.all(complete.map(({ name }) => loadPlatform(name)));
}

/** One platform with its emulator, by the name of its folder. */
export async function loadPlatform(name: string): Promise<PlatformPair> {
  const load = async (file: string) => (await import(pathToFileURL(pathOf(name, file)).href)).default;
  return { platform: await load("index.ts"), emulator: await load("emulator.ts") };
}

/** Starts the emulator, then the platform against it, its routes served on loopback. */
export async function startPlatform(
  pair: PlatformPair,
  options: { readonly env?: Readonly<Record<string, string>>; readonly start?: string } = {},
): Promise<PlatformHarness> {
  const clock = new ManualClock(options.start);
  const [host, logger, metrics] = [new FakeHost(), new KeptLogger(), new KeptMetrics()];
  let platform: ChatPlatform | undefined;
  let emulator: ChatEmulator | undefined;
  const vendor = await listen(async (request) => emulator?.handle(request) ?? { status: 503 });
  const bot = await listen((request) => route(platform, request));
  emulator = pair.emulator.create({ baseUrl: vendor.origin, clock, botUrl: () => bot.origin });
  const context: PlatformContext = {
    host,
    clock,
    ids: seededIds(pair.platform.id),
    logger,
    metrics,
    cache: memoryCache(clock),
    records: memoryRecords(),
    secrets: plainSecrets,
    publicUrl: bot.origin,
    defaultLanguage: "en",
    defaultTimezone: "UTC",
  };
  const config = pair.platform.env.parse({ ...emulator.env, ...options.env });
  platform = await pair.platform.create(config, context);
  await platform.start();
  const [running, world] = [platform, emulator];
  return {
    id: pair.platform.id,
    platform: running,
    emulator: world,
    host,
    clock,
    logger,
    metrics,
    context,
    botUrl: bot.origin,
    only() {
      const [first, ...more] = host.accepted;
      if (first === undefined || more.length > 0)
        throw new Error(`${host.accepted.length} messages were stored, not one`);
      return first;
    },
    last() {
      const last = host.accepted.at(-1);
      if (last === undefined) throw new Error("nothing was stored");
      return last.message;
    },
    async stop() {
      await running.stop();
      await world.stop();
      await Promise.all([bot.close(), vendor.close()]);
    },
  };
}

async function route(platform: ChatPlatform | undefined, request: HttpDelivery): Promise<HttpReply> {
  const found = platform?.routes().find((each) => each.path === request.path && each.method === request.method);
  return found === undefined ? { status: 404 } : found.handle(request);
}

function pathOf(folder: string, file: string): string {
  return fileURLToPath(new URL(`${folder}/${file}`, chatFolder));
}
