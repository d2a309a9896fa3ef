import type { Currency } from "./currency.ts";
import type { OptionField } from "./option.ts";
import type { LineItem, Price, ProviderId, Uses } from "./payment-link.ts";

/** A link as a person names it: our id, `last`, the provider's id or the URL. */
export type LinkName = string;

/** What a person wants, complete enough to act on. */
export type Intent =
  | { readonly kind: "create"; readonly request: CreateRequest }
  | { readonly kind: "again"; readonly link: LinkName; readonly changes: CreateDraft }
  | { readonly kind: "disable" | "archive"; readonly link: LinkName; readonly isConfirmed: boolean }
  | { readonly kind: "enable" | "show" | "refresh"; readonly link: LinkName }
  | { readonly kind: "edit"; readonly link: LinkName; readonly changes: Readonly<Record<string, string>> }
  | { readonly kind: "list"; readonly filter: ListFilter }
  | { readonly kind: "providers" }
  | { readonly kind: "accounts"; readonly provider?: string }
  | { readonly kind: "settings"; readonly changes: Readonly<Record<string, string>> }
  | { readonly kind: "confirm" }
  | { readonly kind: "cancel" }
  | { readonly kind: "help"; readonly topic?: string };

/** The word for each thing a person can want. */
export type IntentKind = Intent["kind"];

/** A create with everything a provider needs; provider and country may still come from the defaults. */
export interface CreateRequest {
  readonly price: Price;
  readonly description: string;
  readonly items: readonly LineItem[];
  readonly provider?: ProviderId;
  readonly country?: string;
  /** Seconds from the moment the link is made. */
  readonly expiresInSeconds?: number;
  readonly uses?: Uses;
  readonly customerReference?: string;
  /** Who is to pay, as the person named them; for the confirmation only, never for a provider or a group. */
  readonly customer?: string;
  readonly note?: string;
  /** Checked against the provider's schema when the link is made. */
  readonly options: Readonly<Record<string, string>>;
}

/** A number as a person wrote it: every value it may lawfully mean, as plain decimal texts. More than one must be asked. */
export interface NumberReading {
  readonly written: string;
  readonly values: readonly string[];
}

/** One item of a draft, its price still in the person's words. */
export interface DraftItem {
  readonly name: string;
  readonly quantity: number;
  readonly price?: NumberReading;
  readonly options?: Readonly<Record<string, string>>;
}

/** A create with something missing. Plain JSON: it lives in the store between messages. */
export interface CreateDraft {
  readonly amount?: NumberReading;
  readonly isOpenAmount?: boolean;
  /** ISO or token code, upper case. */
  readonly currency?: string;
  /** Codes a bare sign may mean (`¥`), when the person must be asked. */
  readonly currencyChoices?: readonly string[];
  /** A code that is no currency we know, as written, while no other was given. */
  readonly unknownCurrency?: string;
  readonly description?: string;
  readonly items?: readonly DraftItem[];
  readonly provider?: string;
  readonly country?: string;
  readonly expiresInSeconds?: number;
  readonly uses?: Uses;
  readonly customerReference?: string;
  readonly customer?: string;
  readonly note?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** What `list` shows. Absent fields do not filter. */
export interface ListFilter {
  /** Everyone's links instead of one's own. */
  readonly isAll?: boolean;
  readonly status?: ListStatus;
  readonly words?: string;
  readonly provider?: string;
  /** `YYYY-MM-DD`, in the asker's time zone. */
  readonly from?: string;
  readonly to?: string;
  readonly order?: string;
  readonly page?: number;
  /** Ask the provider for its own list too (`source:provider`). */
  readonly isProviderList?: boolean;
}

/** The states a person filters by; each stands for the statuses that look like it. */
export type ListStatus = "active" | "paid" | "disabled" | "expired";

/** What must still be said. */
export type MissingField = "amount" | "currency" | "description" | "provider" | "country" | `option:${string}`;

/** What makes a text unusable as it stands; `facts` fill the sentence's blanks. */
export interface IntentProblem {
  readonly kind: "amount" | "currency" | "option" | "link";
  /** Selects the sentence, such as `too-many-decimals`, `ambiguous-number`, `unknown-currency`, `unknown-option`. */
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

/** What a text was understood as. */
export type Understanding =
  | { readonly kind: "intent"; readonly intent: Intent; readonly isTyped: boolean }
  | {
      readonly kind: "draft";
      readonly draft: CreateDraft;
      readonly missing: readonly MissingField[];
      readonly problem?: IntentProblem;
      readonly isTyped: boolean;
    }
  | { readonly kind: "problem"; readonly of: IntentKind; readonly problem: IntentProblem; readonly isTyped: boolean }
  | { readonly kind: "none" };

/** What the reader must know of a provider to read its options. */
export interface ReadableProvider {
  readonly id: ProviderId;
  readonly title: string;
  readonly options: readonly OptionField[];
  /** Currency codes it takes; empty means that it is not known. */
  readonly currencies: readonly string[];
  readonly canOpenAmount: boolean;
  /** A create without a country is asked for one. */
  readonly needsCountry: boolean;
}

/** Everything outside the text that decides how it is read. */
export interface ReadingContext {
  readonly now: Date;
  /** IANA zone of the person. */
  readonly timezone: string;
  readonly defaultCurrency?: string;
  readonly defaultProvider?: string;
  readonly defaultCountry?: string;
  /** Currencies beyond those everybody knows, as providers' servers name them. */
  readonly currencies?: readonly Currency[];
  readonly providers: readonly ReadableProvider[];
}
