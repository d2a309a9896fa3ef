import { flushCompileCache } from "node:module";
import { createCache } from "../../src/app/cache.ts";
import { type App, type AppParts, startApp } from "../../src/app/compose.ts";
import { createMetrics, type MetricsRegistry } from "../../src/app/metrics.ts";
import { systemIds } from "../../src/app/runtime.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import type { PlatformModule } from "../../src/ports/chat-platform.ts";
import type { ProviderModule } from "../../src/ports/payment-provider.ts";
import type { LogFields, Logger } from "../../src/ports/runtime.ts";
import type { StoreModule } from "../../src/ports/store.ts";
import type { RegisteredProvider } from "../../src/services/provider-registry.ts";
import type { Answer, ChildSettings, Message, Question } from "./bot-process.ts";
import { reportOf } from "./bot-report.ts";
import { KillPoints } from "./kill-points.ts";
import { roomPlatform } from "./room-platform.ts";
import { WarpClock } from "./warp-clock.ts";
import { watchCalls } from "./watched-calls.ts";

// A process of its own with the real composition in it. Its ports are watched from outside, so that it can be ended at
// any step; nothing that runs knows of it.
const settings = JSON.parse(process.argv[2] ?? "{}") as ChildSettings;
const clock = new WarpClock(settings.aheadMs);
const points = new KillPoints();
const registered = new Map<string, RegisteredProvider>();

const load = async (path: string): Promise<unknown> =>
  ((await import(new URL(`../../adapters/${path}/index.ts`, import.meta.url).href)) as { default: unknown }).default;

async function loadAll<Module>(kind: string, ids: readonly string[]): Promise<readonly Module[]> {
  return Promise.all(ids.map(async (id) => (await load(`${kind}/${id}`)) as Module));
}

function watchProvider(module: ProviderModule): ProviderModule {
  return {
    ...module,
    create(config, context) {
      const { callTimeoutMs } = settings;
      const made = module.create(config, { ...context, ...(callTimeoutMs !== undefined && { callTimeoutMs }) });
      registered.set(made.account.id, { title: module.title, provider: made });
      return watchCalls(made, "provider", points.listener);
    },
  };
}

function watchPlatform(module: PlatformModule): PlatformModule {
  return {
    ...module,
    create: async (config, context) => watchCalls(await module.create(config, context), "chat", points.listener),
  };
}

function watchStore(module: StoreModule): StoreModule {
  return { ...module, open: async (context) => watchCalls(await module.open(context), "store", points.listener) };
}

/** Counts that must outlive the process are told as they happen: what is sent is in the pipe, whatever comes next. */
function keepTallies(metrics: MetricsRegistry): MetricsRegistry {
  return {
    ...metrics,
    count(name, labels = {}, by = 1) {
      if (settings.tallied.includes(name)) process.send?.({ tally: { name, labels, by } } satisfies Message);
      metrics.count(name, labels, by);
    },
  };
}

function logger(base: LogFields = {}): Logger {
  const write = (level: string) => (message: string, fields?: LogFields) => {
    if (settings.logs !== "all") return;
    const line = JSON.stringify({ level, message, ...base, ...fields }, (_key, value) =>
      value instanceof Error ? `${value.stack} ${String(value.cause ?? "")}` : value,
    );
    process.stderr.write(`${line}\n`);
  };
  return {
    debug: () => {},
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => logger({ ...base, ...fields }),
  };
}

async function begin(): Promise<App> {
  const [providers, platforms, stores] = await Promise.all([
    loadAll<ProviderModule>("providers", settings.providers),
    loadAll<PlatformModule>("chat", settings.platforms),
    loadAll<StoreModule>("store", [settings.environment.DATABASE_URL?.startsWith("sqlite:") ? "sqlite" : "postgres"]),
  ]);
  const modules = {
    providers: providers.map(watchProvider),
    platforms: [roomPlatform as unknown as PlatformModule, ...platforms].map(watchPlatform),
  };
  const parts: AppParts = {
    config: loadConfig<ProviderModule, PlatformModule>(settings.environment, modules),
    stores: stores.map(watchStore),
    clock,
    ids: systemIds,
    logger: logger(),
    metrics: keepTallies(createMetrics()),
    cache: createCache(),
  };
  return startApp(parts);
}

async function answerTo(app: App, question: Question): Promise<unknown> {
  switch (question.ask) {
    case "leap":
      return clock.leap(question.ms);
    case "arm":
      return points.arm(question.point);
    case "record":
      return points.record();
    case "rest":
      return points.rest();
    case "backlog":
      return app.store.backlog(clock.now());
    case "report":
      return reportOf(app.store, registered, clock.now());
    case "stop":
      return app.stop();
    default:
      return question satisfies never;
  }
}

const app = await begin().catch((error: unknown) => {
  logger().error("not started", { error });
  process.exit(1);
});
// For the next one: a process that is killed writes nothing down.
flushCompileCache();
process.on("message", ({ id, question }: { readonly id: number; readonly question: Question }) => {
  const reply = (answer: Answer) => process.send?.(answer);
  answerTo(app, question).then(
    (value) => reply({ id, value }),
    (error) => reply({ id, error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(1));
process.send?.({ id: 0, value: app.port } satisfies Answer);
