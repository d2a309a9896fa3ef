import type { EmulatedLink, Emulator } from "../../adapters/shared/emulator.ts";
import type { Card } from "../../src/model/card.ts";
import type { Actor, ActorId, ConversationRef } from "../../src/model/conversation.ts";
import { findCurrency, requireCurrency } from "../../src/model/currency.ts";
import { parseDecimal } from "../../src/model/money.ts";
import type { PaymentLink } from "../../src/model/payment-link.ts";
import { type AccountId, type Reference, toLinkId } from "../../src/model/payment-link.ts";
import type { ProviderLink } from "../../src/model/provider-link.ts";
import type { LinkOrder, PaymentProvider } from "../../src/ports/payment-provider.ts";
import { startTestBot, type TestBot } from "./bot.ts";
import { type DeskMessage, titleOf } from "./desk.ts";
import { describeProvider, type ProviderPair } from "./provider-harness.ts";
import { KeptLogger, KeptMetrics, memoryCache, randomIds } from "./runtime.ts";
import { WarpClock } from "./warp-clock.ts";

/** A bot with one provider, in a time that can be moved, and people to talk to it. */
export interface ProviderDesk {
  readonly bot: TestBot;
  readonly clock: WarpClock;
  readonly emulator: Emulator;
  readonly provider: PaymentProvider;
  readonly title: string;
  /** `12 USD`: an amount and currency the provider takes. */
  readonly price: string;
  /** What a create must say beyond price and description: the provider, and options it requires. */
  readonly extras: string;
  /** Makes a link with the same credentials, as another program of the merchant would. */
  madeElsewhere(description: string): Promise<ProviderLink>;
  /** Somebody new, in a conversation of their own. */
  person(language?: "en" | "zh"): Person;
  /** Moves the time and waits until everything due was done. */
  leap(ms: number): Promise<void>;
}

/** Somebody at the desk, and what they see. */
export interface Person {
  readonly actor: Actor;
  /** Types a command and waits until everything due from it was done and said. */
  says(text: string): Promise<void>;
  /** Makes a link: `mug`, or `mug uses:many`. */
  asksFor(words: string): Promise<void>;
  /** Their newest link, as the bot keeps it. */
  link(): Promise<PaymentLink>;
  /** The same, as the emulator holds it. */
  held(): Promise<EmulatedLink>;
  /** Pays their newest link as its buyer. */
  buyerPays(options?: Parameters<Emulator["pay"]>[1]): Promise<void>;
  /** The newest card of a link. */
  card(): Card | undefined;
  /** Badge and title of every version that card had. */
  versions(): readonly string[];
  /** Everything said below it or beside it, oldest first. */
  told(): readonly string[];
  /** The newest message. */
  last(): DeskMessage | undefined;
}

/** Starts the desk of one provider. */
export async function openProviderDesk(
  pair: ProviderPair,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProviderDesk> {
  const { id, title } = pair.provider;
  const clock = new WarpClock();
  const bot = await startTestBot({ providers: [id], clock, environment: { DEFAULT_PROVIDER: id, ...environment } });
  const provider = describeProvider(pair);
  const another = pair.provider.create(pair.provider.env.parse(bot.emulator(id).env), {
    account: { id: `${id}:elsewhere` as AccountId, name: "elsewhere" },
    clock,
    ids: randomIds,
    logger: new KeptLogger(),
    metrics: new KeptMetrics(),
    cache: memoryCache(clock),
    webhookUrl: `${bot.origin}/webhooks/${id}`,
    publicUrl: bot.origin,
  });
  const required = provider.options.filter((field) => field.isRequired);
  const desk = {
    bot,
    clock,
    emulator: bot.emulator(id),
    provider,
    title,
    price: priceFor(provider),
    extras: [`provider:${id}`, ...required.map((field) => `${field.key}:${field.example}`)].join(" "),
    madeElsewhere: (description: string) => another.createLink(orderFor(description, desk.price, clock.now())),
    async leap(ms: number) {
      clock.leap(ms);
      await bot.quiet();
    },
  };
  let people = 0;
  return {
    ...desk,
    person(language = "en") {
      people += 1;
      return createPerson(desk, `p${people}`, language);
    },
  };
}

function createPerson(desk: Omit<ProviderDesk, "person">, name: string, language: "en" | "zh"): Person {
  const { bot, emulator } = desk;
  const actor: Actor = { id: `desk:house:${name}` as ActorId, name };
  const conversation = `desk:${name}` as ConversationRef;
  const mine = () => bot.desk.messages.filter((each) => each.conversation === conversation);
  const newest = (message: DeskMessage) => message.versions.at(-1);
  const isCard = (message: DeskMessage) =>
    newest(message)?.card.facts?.some(({ label }) => /^(Link|编号)$/.test(label));
  const cardMessage = () => mine().findLast(isCard);

  async function link(): Promise<PaymentLink> {
    const [found] = (await bot.app.store.listLinks({ createdBy: actor.id, limit: 1 })).links;
    if (found === undefined)
      throw new Error(
        `${name} has no link; was told: ${mine()
          .map((each) => titleOf(newest(each)))
          .join(" / ")}`,
      );
    return found;
  }

  async function held(): Promise<EmulatedLink> {
    const { reference } = await link();
    const found = emulator.links().filter((each) => each.reference === reference);
    if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} links with ${reference}`);
    return found[0];
  }

  const says = (text: string) => bot.do(text, { actor, conversation, locale: { language, timezone: "UTC" } });
  return {
    actor,
    says,
    asksFor: (words) => says(`${desk.price} ${words} ${desk.extras}`),
    link,
    held,
    async buyerPays(options) {
      await emulator.pay((await held()).ref, options);
      await bot.quiet();
    },
    card: () => newest(cardMessage() ?? ({ versions: [] } as unknown as DeskMessage))?.card,
    versions: () => (cardMessage()?.versions ?? []).map(titleOf),
    told: () =>
      mine()
        .filter((each) => each !== cardMessage())
        .map((each) => newest(each)?.card.title ?? ""),
    last: () => mine().at(-1),
  };
}

function orderFor(description: string, price: string, orderedAt: Date): LinkOrder {
  const [text = "", code = ""] = price.split(" ");
  const reading = parseDecimal(text, requireCurrency(code));
  if (!reading.ok) throw new Error(reading.problem);
  const { money: amount } = reading;
  return {
    reference: `X${toLinkId(randomIds.bytes(5))}-${toLinkId(randomIds.bytes(8), 8)}` as Reference,
    price: { kind: "fixed", amount },
    description,
    items: [{ name: description, quantity: 1, unitPrice: amount }],
    uses: "once",
    country: "US",
    options: {},
    orderedAt,
  };
}

function priceFor({ traits }: PaymentProvider): string {
  const codes = traits.currencies === "server" ? ["USD"] : traits.currencies;
  const code = codes.includes("USD") ? "USD" : (codes[0] ?? "USD");
  return `12${(findCurrency(code)?.exponent ?? 2) === 0 ? "" : ".50"} ${code}`;
}
