import type { z } from "zod";
import type { Currency, Localized } from "../model/currency.ts";
import type { LinkHint } from "../model/errors.ts";
import type { OptionField } from "../model/option.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import type {
  AccountId,
  LineItem,
  Mode,
  Price,
  ProviderId,
  ProviderRef,
  Reference,
  Uses,
} from "../model/payment-link.ts";
import type { ListedPage, ProviderLink, ProviderListQuery, SettlementAccount } from "../model/provider-link.ts";
import type { Cache, Clock, HttpDelivery, HttpReply, IdSource, Logger, Metrics } from "./runtime.ts";

/** One set of credentials at a provider. The environment gives each provider the account `default`. */
export interface ProviderAccount {
  readonly id: AccountId;
  readonly provider: ProviderId;
  readonly name: string;
  readonly mode: Mode;
}

/** What a provider can do. Everything offered to people, and everything refused beforehand, follows from this. */
export interface ProviderTraits {
  /** Codes it takes; `"server"` when only the provider knows (ask `listCurrencies`). */
  readonly currencies: readonly string[] | "server";
  /** Decimals it carries where they differ from the currency's own; shown in the providers table. */
  readonly decimalsNote?: Localized;
  /** What one of its links natively is. A `once` link at a reusable provider is closed by the bot after its payment. */
  readonly nativeUses: Uses;
  /** Whether a link can take more than one payment at all. */
  readonly canManyUses: boolean;
  readonly canOpenAmount: boolean;
  readonly canItems: boolean;
  readonly needsCountry: boolean;
  /** Absent: it has no expiry of its own; the bot closes the link at the time. */
  readonly expiry?: { readonly minSeconds: number; readonly maxSeconds: number; readonly defaultSeconds: number };
  /** `reversible`: can be enabled again. `final`: cannot. `request`: only asked for; its status shows when it is done. */
  readonly disable: "reversible" | "final" | "request";
  readonly canArchive: boolean;
  /** Option keys `edit` can change; empty: it cannot edit. */
  readonly editable: readonly string[];
  readonly canListAccounts: boolean;
  /** Which fields of a list query it honours; absent: it has no list. */
  readonly list?: {
    readonly filters: readonly ("status" | "words" | "from" | "to" | "order")[];
    readonly maxPageSize: number;
  };
  readonly hasVisits: boolean;
  /** `proof`: its webhooks are believed. `hint`: they only make us ask. */
  readonly webhook: "proof" | "hint";
  /**
   * How an unknown create is settled. `lookup`: our reference is searched for. `repeat`: asking again with the same
   * reference cannot make a second link. "Not made" is said only after `settleSeconds` without finding it.
   */
  readonly unknownCreate: { readonly way: "lookup" | "repeat"; readonly settleSeconds: number };
  /** Most links one `fetchLinks` call asks for at once; 1 when it has no batch. */
  readonly fetchBatch: number;
  /** Calls per second that nobody waits for: those of the sweep, of the resolver, for hints and at expiries. */
  readonly callsPerSecond: number;
  /** How many calls one look makes, about; 1 when absent. */
  readonly callsPerLook?: number;
}

/** What a provider needs to make a link. */
export interface LinkOrder {
  readonly reference: Reference;
  readonly price: Price;
  readonly description: string;
  /** Never empty: an order of one thing has one item. */
  readonly items: readonly LineItem[];
  readonly uses: Uses;
  readonly country?: string;
  readonly expiresInSeconds?: number;
  readonly customerReference?: string;
  readonly note?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly orderedAt: Date;
}

/** How a link is found at its provider: its ref once we know it, else our reference and when it was asked for. */
export interface LinkKey {
  readonly reference: Reference;
  readonly ref?: ProviderRef;
  readonly price: Price;
  readonly orderedAt: Date;
}

/** What a verified webhook says and the exact words its sender wants to hear. */
export interface WebhookReceipt {
  /** Equal for each redelivery of the same report. */
  readonly key: string;
  readonly events: readonly PaymentEvent[];
  readonly hints: readonly LinkHint[];
  readonly acknowledgement: HttpReply;
}

/**
 * One account at one payment provider.
 *
 * Every method that calls out throws ProviderError (see its kinds), NotFoundError for a link the provider does not
 * know, and nothing else on purpose. No method retries a call that may have made something.
 */
export interface PaymentProvider {
  readonly account: ProviderAccount;
  readonly traits: ProviderTraits;
  readonly options: readonly OptionField[];
  /**
   * Refuses, before anything is promised, what this provider cannot carry: currency, decimals, length, missing option.
   *
   * @throws InputError with the code of the sentence to say; UnsupportedError when a trait says no.
   */
  checkOrder(order: LinkOrder): Promise<void>;
  /** Makes the link. @throws ProviderError kind `outcome-unknown` or `invalid-answer` when it may have been made. */
  createLink(order: LinkOrder): Promise<ProviderLink>;
  /**
   * Finds out what a create whose answer was lost did: looks the reference up or repeats, as `traits.unknownCreate`
   * says. Undefined: nothing there (yet).
   */
  resolveCreate(order: LinkOrder): Promise<ProviderLink | undefined>;
  /** The provider's view of a link now. */
  fetchLink(key: LinkKey): Promise<ProviderLink>;
  /** The same for many at once; links the provider does not know are left out. At most `traits.fetchBatch` keys. */
  fetchLinks?(keys: readonly LinkKey[]): Promise<readonly ProviderLink[]>;
  /** Stops the link; stopping a stopped one is not an error. The result says whether it is done or only asked for. */
  disableLink(key: LinkKey): Promise<"done" | "asked">;
  enableLink?(key: LinkKey): Promise<void>;
  archiveLink?(key: LinkKey): Promise<void>;
  /** Sets the given options (canonical texts of `traits.editable` keys) on an existing link. */
  editLink?(key: LinkKey, changes: Readonly<Record<string, string>>): Promise<ProviderLink>;
  listLinks?(query: ProviderListQuery): Promise<ListedPage>;
  listAccounts?(): Promise<readonly SettlementAccount[]>;
  /** Currencies only the server knows; cached by the adapter. */
  listCurrencies?(): Promise<readonly Currency[]>;
  /**
   * Verifies a webhook on its raw bytes, then reads it.
   *
   * @throws WebhookVerificationError when its proof fails. A kind we do not know is acknowledged with no events.
   */
  receiveWebhook(delivery: HttpDelivery): Promise<WebhookReceipt>;
}

/** What an adapter gets from the outside. */
export interface ProviderContext {
  readonly account: { readonly id: AccountId; readonly name: string };
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly cache: Cache;
  /** Where this account's webhooks arrive; absent without `PUBLIC_URL`. */
  readonly webhookUrl?: string;
  /** Where a payer may be sent back to when nothing better is set. */
  readonly publicUrl?: string;
  /** How long one call may take; the HTTP client's own limit when absent. */
  readonly callTimeoutMs?: number;
  /** To be waited for before each call; absent where people wait for the answer. */
  readonly waitTurn?: () => Promise<void>;
}

/** The default export of `adapters/providers/<id>/index.ts`. */
export interface ProviderModule<Env extends z.ZodObject = z.ZodObject> {
  /** Equal to the folder's name; also the route segment and, upper-cased, the variable prefix. */
  readonly id: string;
  readonly title: string;
  /** Keys are the variable names; each field carries `.meta({ description, example, secret? })`. */
  readonly env: Env;
  create(config: z.output<Env>, context: ProviderContext): PaymentProvider;
}

/** Declares a provider; exists so that a wrong shape fails in the compiler. */
export function defineProvider<Env extends z.ZodObject>(module: ProviderModule<Env>): ProviderModule<Env> {
  return module;
}
