import type { Currency } from "../model/currency.ts";
import type {
  CreateDraft,
  CreateRequest,
  DraftItem,
  Intent,
  IntentKind,
  IntentProblem,
  ListStatus,
  MissingField,
  ReadingContext,
  Understanding,
} from "../model/intent.ts";
import { formatDecimal, multiplyMoney, parseDecimal, sumMoney } from "../model/money.ts";
import type { Uses } from "../model/payment-link.ts";
import { draftOfRequest } from "./draft-of-request.ts";
import { currencyOfDraft, legalValues } from "./judge-draft.ts";
import { understandText } from "./understand-text.ts";

/** What one line says, every key always there; absent is null or empty. The form of `paylink parse`. */
export interface ParsedLine {
  readonly kind: IntentKind | "none";
  /** Decimal text of the total, with exactly the currency's digits once the currency is known. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly description: string | null;
  /** `price` is of one piece. */
  readonly items: readonly { readonly name: string; readonly quantity: number; readonly price: string | null }[];
  readonly provider: string | null;
  readonly country: string | null;
  readonly reference: string | null;
  /** Seconds. */
  readonly expiresIn: number | null;
  readonly uses: Uses | null;
  /** As typed. */
  readonly link: string | null;
  readonly status: ListStatus | null;
  readonly words: string | null;
  /** What was typed as `key:value` and has no field of its own. */
  readonly options: Readonly<Record<string, string>>;
  readonly missing: readonly MissingField[];
  readonly problem: IntentProblem["kind"] | null;
}

const nothing: ParsedLine = {
  kind: "none",
  amount: null,
  currency: null,
  description: null,
  items: [],
  provider: null,
  country: null,
  reference: null,
  expiresIn: null,
  uses: null,
  link: null,
  status: null,
  words: null,
  options: {},
  missing: [],
  problem: null,
};

/** Reads one line as a command or as plain words. Never throws. */
export function parseLine(text: string, context: ReadingContext): ParsedLine {
  return toParsedLine(text.trim() === "" ? { kind: "none" } : understandText(text, context), context);
}

function toParsedLine(understood: Understanding, context: ReadingContext): ParsedLine {
  switch (understood.kind) {
    case "none":
      return nothing;
    case "problem":
      return { ...nothing, kind: understood.of, problem: understood.problem.kind };
    case "draft": {
      const { problem } = understood;
      const isRefused = problem !== undefined && !problem.code.startsWith("ambiguous-");
      const missing = understood.missing.filter((field) => !(isRefused && field === problem.kind));
      return { ...ofDraft(understood.draft, context), missing, problem: problem?.kind ?? null };
    }
    case "intent":
      return ofIntent(understood.intent, context);
    default:
      return understood satisfies never;
  }
}

function ofIntent(intent: Intent, context: ReadingContext): ParsedLine {
  const base = { ...nothing, kind: intent.kind };
  switch (intent.kind) {
    case "create":
      return { ...ofDraft(draftOfRequest(intent.request), context), ...totalOf(intent.request) };
    case "again":
      return { ...ofDraft(intent.changes, context), kind: "again", link: intent.link };
    case "disable":
    case "archive":
    case "enable":
    case "show":
    case "refresh":
      return { ...base, link: intent.link };
    case "edit":
      return { ...base, link: intent.link, options: intent.changes };
    case "list":
      return {
        ...base,
        status: intent.filter.status ?? null,
        words: intent.filter.words ?? null,
        provider: intent.filter.provider ?? null,
        options: listOptions(intent.filter),
      };
    case "accounts":
      return { ...base, provider: intent.provider ?? null };
    case "settings":
      return { ...base, options: intent.changes };
    case "help":
      return { ...base, words: intent.topic ?? null };
    case "providers":
    case "confirm":
    case "cancel":
      return base;
    default:
      return intent satisfies never;
  }
}

function listOptions(filter: Extract<Intent, { kind: "list" }>["filter"]): Readonly<Record<string, string>> {
  return {
    ...(filter.from !== undefined && { from: filter.from }),
    ...(filter.to !== undefined && { to: filter.to }),
    ...(filter.order !== undefined && { order: filter.order }),
    ...(filter.page !== undefined && { page: String(filter.page) }),
    ...(filter.isProviderList && { source: "provider" }),
  };
}

function ofDraft(draft: CreateDraft, context: ReadingContext): ParsedLine {
  const currency = currencyOfDraft(draft, context);
  const items = draft.items ?? [];
  return {
    ...nothing,
    kind: "create",
    amount: items.length > 0 ? sumOf(items, currency) : exactOf(draft.amount?.values, currency),
    currency: currency?.code ?? null,
    description: draft.description ?? null,
    items: items.map((item) => ({
      name: item.name,
      quantity: item.quantity,
      price: exactOf(item.price?.values, currency),
    })),
    provider: draft.provider ?? null,
    country: draft.country ?? null,
    reference: draft.customerReference ?? null,
    expiresIn: draft.expiresInSeconds ?? null,
    uses: draft.uses ?? null,
    options: {
      ...draft.options,
      ...(draft.note !== undefined && { note: draft.note }),
      ...(draft.isOpenAmount && { amount: "open" }),
    },
  };
}

function totalOf(request: CreateRequest): Pick<ParsedLine, "amount"> {
  return { amount: request.price.kind === "fixed" ? formatDecimal(request.price.amount) : null };
}

/** The one value in the currency's digits; as written while the currency is not known; null when it is not clear. */
function exactOf(values: readonly string[] | undefined, currency: Currency | undefined): string | null {
  const open = values === undefined ? [] : legalValues({ written: "", values }, currency);
  const [value] = open;
  if (value === undefined || open.length > 1) return null;
  if (currency === undefined) return value;
  const parsed = parseDecimal(value, currency);
  return parsed.ok ? formatDecimal(parsed.money) : null;
}

function sumOf(items: readonly DraftItem[], currency: Currency | undefined): string | null {
  if (currency === undefined) return null;
  const moneys = items.flatMap((item) => {
    const price = exactOf(item.price?.values, currency);
    const parsed = price === null ? undefined : parseDecimal(price, currency);
    return parsed?.ok ? [multiplyMoney(parsed.money, item.quantity)] : [];
  });
  return moneys.length === items.length && moneys.length > 0 ? formatDecimal(sumMoney(moneys)) : null;
}
