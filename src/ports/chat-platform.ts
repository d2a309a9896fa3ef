import type { z } from "zod";
import type { Card } from "../model/card.ts";
import type {
  Actor,
  ActorId,
  ConversationRef,
  InboundMessage,
  Locale,
  MessageRef,
  PlatformId,
} from "../model/conversation.ts";
import type { Currency, Language } from "../model/currency.ts";
import type { ListFilter } from "../model/intent.ts";
import type { OptionField } from "../model/option.ts";
import type { PaymentLink, ProviderId } from "../model/payment-link.ts";
import type { ProviderTraits } from "./payment-provider.ts";
import type { Cache, Clock, HttpRoute, IdSource, Logger, Metrics, SecretBox } from "./runtime.ts";
import type { Records } from "./store.ts";

/** Where a message goes. */
export interface PostTarget {
  readonly conversation: ConversationRef;
  /** Only this person may see it, where the platform can; else it goes to their direct messages or, failing that, openly. */
  readonly privateTo?: ActorId;
  /** Belongs to this message: a thread, or a reply. */
  readonly replyTo?: MessageRef;
  /** The platform's own way to answer one command; opaque, may have run out. */
  readonly answerHandle?: string;
}

/** A message to send. */
export interface OutboundMessage {
  readonly card: Card;
  readonly locale: Locale;
  /** Named so that the platform notifies them. */
  readonly mention?: Actor;
  /** Must be noticed (paid): broadcast out of the thread, or with sound. Everything else is quiet. */
  readonly isRaised?: boolean;
  /** The bot waits for this person's answer in words. */
  readonly expectsAnswer?: boolean;
}

/** What was posted; `conversation` when it went somewhere else than asked (a direct message instead of a channel). */
export interface Posted {
  readonly ref: MessageRef;
  readonly conversation?: ConversationRef;
}

/** A limit shared by several conversations: a bucket of `capacity`, refilled steadily. Kept in the store. */
export interface Budget {
  readonly key: string;
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/** How fast one kind of send may go. */
export interface Pace {
  /** Least time between two sends in this conversation. */
  readonly gapMs: number;
  /** Every one must have a token before the send. */
  readonly budgets: readonly Budget[];
}

/** What a send is, for its pace. */
export type SendKind = "post" | "edit" | "private";

/**
 * One chat platform. It translates both ways and decides nothing about money.
 *
 * `post` and `update` throw PlatformError, and never retry by themselves.
 */
export interface ChatPlatform {
  readonly id: PlatformId;
  /** Served on the bot's port; empty when the platform is reached by socket or polling. */
  routes(): readonly HttpRoute[];
  /** Begins to take messages in. */
  start(): Promise<void>;
  /** Takes no more in and waits for what is in hand. Sending stays possible until the process ends. */
  stop(): Promise<void>;
  post(target: PostTarget, message: OutboundMessage): Promise<Posted>;
  /** Makes a posted message look like this. Saying the same twice is not an error. */
  update(ref: MessageRef, message: OutboundMessage): Promise<void>;
  pace(conversation: ConversationRef, kind: SendKind): Pace;
  /** Another place to reach this person when their conversation is closed to us; undefined when there is none. */
  directConversation?(actor: ActorId): Promise<ConversationRef | undefined>;
}

/** One delivery as a platform hands it over: proven, translated, with a key that its redelivery shares. */
export interface ChatDelivery {
  readonly key: string;
  readonly message: InboundMessage;
}

/** One provider, as forms and steps need it. */
export interface ProviderFacts {
  readonly id: ProviderId;
  readonly title: string;
  readonly traits: ProviderTraits;
  readonly options: readonly OptionField[];
  readonly isLive: boolean;
}

/** What a command may leave out. */
export interface Defaults {
  readonly provider?: ProviderId;
  readonly currency?: string;
  readonly country?: string;
  readonly language: Language;
  readonly timezone: string;
}

/** A person's own choices; absent ones fall back to the configuration and the platform's profile. */
export interface Profile {
  readonly language?: Language;
  readonly timezone?: string;
  readonly provider?: string;
  readonly currency?: string;
  readonly country?: string;
}

/** What the bot offers a platform. Nothing here makes or changes a link: that goes through `accept` alone. */
export interface ChatHost {
  /**
   * Stores a delivery; only after it resolves may the platform acknowledge it.
   *
   * @throws StoreUnavailableError when it could not be stored: nothing will come of it.
   */
  accept(delivery: ChatDelivery): Promise<"accepted" | "duplicate">;
  /** Providers that are on, the default one first. */
  providers(): readonly ProviderFacts[];
  /** Currencies for type-ahead that begin with or contain the words, likeliest first. */
  currencies(words: string, provider?: ProviderId): Promise<readonly Currency[]>;
  defaults(actor: ActorId): Promise<Defaults>;
  links(actor: ActorId, filter: ListFilter): Promise<readonly PaymentLink[]>;
  /** The card of a link as it would be posted now, for surfaces that are not conversations. */
  card(link: PaymentLink, locale: Locale): Card;
  /**
   * Reads a text as a complete create without doing anything: the exact amount and what for, or undefined.
   * For inline queries and form previews.
   */
  preview(text: string, actor: ActorId): Promise<{ readonly amount: string; readonly description: string } | undefined>;
  /** A sentence of the bot's own, by its name in `bot/replies`. */
  say(key: string, language: Language, facts?: Readonly<Record<string, string>>): string;
}

/** Lines in and text out, for a platform that lives in a terminal. */
export interface Terminal {
  readonly isInteractive: boolean;
  readonly columns: number;
  /** One line per item, without its line break; ends when the person leaves. */
  lines(prompt: string): AsyncIterable<string>;
  write(text: string): void;
}

/** What a platform gets from the outside. */
export interface PlatformContext {
  readonly host: ChatHost;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly cache: Cache;
  /** Durable things of the platform's own: members, invitations, installations. */
  readonly records: Records;
  /** Absent without `SECRET_KEY`. */
  readonly secrets?: SecretBox;
  readonly publicUrl?: string;
  /** Absent where only one process runs. */
  readonly exclusive?: Exclusive;
  /** Present when the process has one. */
  readonly terminal?: Terminal;
  readonly defaultLanguage: Language;
  readonly defaultTimezone: string;
}

/** Things only one of several processes may do at a time. */
export interface Exclusive {
  /** Takes or keeps the name for this process, for a minute from now; false while another process has it. */
  hold(name: string): Promise<boolean>;
  release(name: string): Promise<void>;
}

/** What a command of a platform gets: the configuration and the store, but no running bot. */
export interface PlatformToolContext<Config> {
  readonly config: Config;
  /** What was typed after the command's name. */
  readonly args: readonly string[];
  readonly records: Records;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly publicUrl?: string;
}

/** One command of `npx paylink` that belongs to a platform. */
export interface PlatformTool<Config> {
  /** One line for the command line's help: `invite [@name]: a Telegram invitation link`. */
  readonly help: string;
  /**
   * It helps to set the platform up, so it must work before all variables are there: `config` then holds those that are
   * set and good, and nothing for the others.
   */
  readonly worksUnconfigured?: true;
  /** Does it and returns the text to print; arguments it cannot use are answered with what would work. */
  run(context: PlatformToolContext<Config>): Promise<string>;
}

/** The default export of `adapters/chat/<id>/index.ts`. */
export interface PlatformModule<Env extends z.ZodObject = z.ZodObject> {
  readonly id: string;
  readonly title: string;
  /** Keys are the variable names; each field carries `.meta({ description, example, secret? })`. */
  readonly env: Env;
  /** Begins to load the vendor's library, which `create` waits for; an error shows there. */
  load?(): Promise<unknown>;
  /** The vendor's library is loaded only when the platform is on. */
  create(config: z.output<Env>, context: PlatformContext): Promise<ChatPlatform>;
  /** Variables that turn it on in the demo; only for a platform that needs no account. */
  readonly demoEnv?: Readonly<Record<string, string>>;
  /** Commands of the command line, by the name that is typed. */
  readonly tools?: Readonly<Record<string, PlatformTool<z.output<Env>>>>;
}

/** Declares a platform; exists so that a wrong shape fails in the compiler. */
export function definePlatform<Env extends z.ZodObject>(module: PlatformModule<Env>): PlatformModule<Env> {
  return module;
}
