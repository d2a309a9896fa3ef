import { existsSync, readdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { z } from "zod";
import { type Emulator, type EmulatorModule, listen } from "../../adapters/shared/emulator.ts";
import { WebhookVerificationError } from "../../src/model/errors.ts";
import type { AccountId } from "../../src/model/payment-link.ts";
import type {
  PaymentProvider,
  ProviderContext,
  ProviderModule,
  WebhookReceipt,
} from "../../src/ports/payment-provider.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";
import { KeptLogger, KeptMetrics, ManualClock, memoryCache, seededIds } from "./runtime.ts";

/** A provider and its emulator, as modules; `folder` when they live in one. */
export interface ProviderPair {
  readonly name: string;
  readonly folder?: URL;
  readonly provider: ProviderModule;
  readonly emulator: EmulatorModule;
}

/** One webhook as it arrived, and what the provider made of it. */
export interface ReceivedWebhook {
  readonly delivery: HttpDelivery;
  readonly receipt?: WebhookReceipt;
  readonly error?: unknown;
}

/** A provider between a test and the emulated vendor. */
export interface ProviderHarness {
  readonly id: string;
  readonly provider: PaymentProvider;
  readonly emulator: Emulator;
  readonly clock: ManualClock;
  readonly context: ProviderContext & { readonly logger: KeptLogger; readonly metrics: KeptMetrics };
  /** What the variables marked as secret hold. */
  readonly secrets: readonly string[];
  /** Every webhook that arrived, oldest first. */
  readonly received: readonly ReceivedWebhook[];
  /** API calls and page views the emulator got. */
  readonly calls: readonly HttpDelivery[];
  stop(): Promise<void>;
}

/** What a test may want different. */
export interface ProviderStart {
  readonly env?: Readonly<Record<string, string>>;
  readonly startAt?: string;
  readonly callTimeoutMs?: number;
  readonly waitTurn?: () => Promise<void>;
}

const providersFolder = new URL("../../adapters/providers/", import.meta.url);

/** The names of all provider folders that can be run against an emulator. */
export function findProviders(): readonly string[] {
  if (!existsSync(providersFolder)) return [];
  const folders = readdirSync(providersFolder, { withFileTypes: true }).filter((each) => each.isDirectory());
  const isComplete = (name: string) =>
    ["index.ts", "emulator.ts"].every((file) => existsSync(new URL(`${name}/${file}`, providersFolder)));
  return folders.map((each) => each.name).filter(isComplete);
}

/** One provider with its emulator, by the name of its folder. */
export async function loadProvider(name: string): Promise<ProviderPair> {
  const folder = new URL(`${name}/`, providersFolder);
  const load = async (file: string) => (await import(pathToFileURL(new URL(file, folder).pathname).href)).default;
  return { name, folder, provider: await load("index.ts"), emulator: await load("emulator.ts") };
}

/** The provider as it would be, without anything running: for its traits and options. */
export function describeProvider(pair: ProviderPair, account = "default"): PaymentProvider {
  const clock = new ManualClock();
  const nowhere = { baseUrl: "http://127.0.0.1:9", clock, webhookUrl: () => undefined };
  const config = pair.provider.env.parse(pair.emulator.create(nowhere).env);
  return pair.provider.create(config, contextOf(pair, clock, account));
}

/** Starts the emulator, then the provider against it, and takes its webhooks. */
export async function startProvider(pair: ProviderPair, options: ProviderStart = {}): Promise<ProviderHarness> {
  const clock = new ManualClock(options.startAt);
  const received: ReceivedWebhook[] = [];
  const calls: HttpDelivery[] = [];
  let provider: PaymentProvider | undefined;
  let emulator: Emulator | undefined;
  const bot = await listen(async (delivery) => {
    const one = await receive(provider, delivery);
    received.push(one);
    return answerTo(one);
  });
  const vendor = await listen(async (request) => {
    calls.push(request);
    return emulator?.handle(request) ?? { status: 503 };
  });
  const webhookUrl = `${bot.origin}/webhooks/${pair.provider.id}`;
  const running = pair.emulator.create({ baseUrl: vendor.origin, clock, webhookUrl: () => webhookUrl });
  emulator = running;
  const env = { ...running.env, ...options.env };
  const { callTimeoutMs, waitTurn } = options;
  const context = {
    ...contextOf(pair, clock),
    webhookUrl,
    publicUrl: bot.origin,
    ...(callTimeoutMs !== undefined && { callTimeoutMs }),
    ...(waitTurn !== undefined && { waitTurn }),
  };
  const made = pair.provider.create(pair.provider.env.parse(env), context);
  provider = made;
  return {
    id: pair.provider.id,
    provider: made,
    emulator: running,
    clock,
    context,
    secrets: secretsIn(pair.provider.env, env),
    received,
    calls,
    async stop() {
      running.reports.stop();
      await Promise.all([bot.close(), vendor.close()]);
    },
  };
}

function contextOf(pair: ProviderPair, clock: ManualClock, account = "default"): ProviderHarness["context"] {
  const { id } = pair.provider;
  return {
    account: { id: `${id}:${account}` as AccountId, name: account },
    clock,
    ids: seededIds(id),
    logger: new KeptLogger(),
    metrics: new KeptMetrics(),
    cache: memoryCache(clock),
  };
}

async function receive(provider: PaymentProvider | undefined, delivery: HttpDelivery): Promise<ReceivedWebhook> {
  if (provider === undefined) return { delivery, error: new Error("the provider is not there yet") };
  try {
    return { delivery, receipt: await provider.receiveWebhook(delivery) };
  } catch (error) {
    return { delivery, error };
  }
}

function answerTo({ receipt, error }: ReceivedWebhook): HttpReply {
  if (receipt !== undefined) return receipt.acknowledgement;
  return { status: error instanceof WebhookVerificationError ? 401 : 500, body: "no" };
}

/** A secret of several lines may leak line by line, and each of `new,old` by itself. */
function secretsIn(schema: z.ZodObject, env: Readonly<Record<string, string>>): readonly string[] {
  const variables = Object.entries(schema.shape).filter(([, field]) => (field as z.ZodType).meta()?.secret === true);
  const values = variables.flatMap(([name]) => (env[name] === undefined ? [] : [env[name]]));
  return values
    .flatMap((value) => [value, ...value.split(/[,\r\n]+/)])
    .map((text) => text.trim())
    .filter((text) => text.length >= 8 && !text.startsWith("-----"));
}
