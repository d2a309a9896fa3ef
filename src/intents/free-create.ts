import type { CreateDraft, ReadingContext, Understanding } from "../model/intent.ts";
import { toCommandWords } from "./command-words.ts";
import { type CreateOptions, readCreateOptions } from "./create-options.ts";
import { isDollarCode } from "./currency-text.ts";
import { describe } from "./describe-text.ts";
import { type Details, findDetails } from "./find-details.ts";
import { type FoundExpiry, findExpiry } from "./find-expiry.ts";
import { findItems, type ItemsReading } from "./find-items.ts";
import { findMoney } from "./find-money.ts";
import type { KeyValue } from "./item-text.ts";
import { findLoneCurrency } from "./lone-currency.ts";
import { lonelyNumbers, spokenNumber } from "./lonely-number.ts";
import type { MoneyText } from "./money-text.ts";
import { fieldsOf, findCoreKey } from "./option-values.ts";
import { lowerAscii, type Prompt, punch, punchSums } from "./prompt.ts";
import { findRequest } from "./request-phrase.ts";
import { understandDraft } from "./understand-command.ts";

/** Reads plain words as the wish to have a link made; undefined when they are none. */
export function understandFreeCreate(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  const scan = scanText(prompt, context);
  const request = findRequest(scan.text, scan.amounts.length > 0 || scan.details.isOpenAmount === true);
  if (
    request === undefined ||
    (request === "weak" && scan.isBareNumber && !linkWord.test(scan.text) && !isPricedLine(prompt, scan))
  )
    return undefined;
  const draft = draftOf(prompt, scan);
  const problem =
    scan.typed.problem ?? (scan.expiry?.reading.kind === "problem" ? scan.expiry.reading.problem : undefined);
  return understandDraft(draft, context, { isTyped: false, problem });
}

/** `1.234 Laptop`: a line that begins with a number written like a price. */
function isPricedLine(prompt: Prompt, scan: Scan): boolean {
  const [only] = scan.amounts;
  return only?.start === 0 && /^\d+(?:[.,]\d{3})*[.,]\d{2,3}\s/.test(prompt.text);
}

/** What a text says about a create, read piece by piece; each piece leaves a hole. */
export interface Scan {
  readonly text: string;
  readonly amounts: readonly MoneyText[];
  /** The amount is a number without a currency. */
  readonly isBareNumber: boolean;
  readonly details: Details;
  readonly expiry: FoundExpiry | undefined;
  /** Currencies named without an amount. */
  readonly currencies: readonly string[];
  /** `key:value` pairs among the words. */
  readonly typed: CreateOptions;
}

const linkWord = /link|checkout|invoice|qr|bill|链接|连接|二维码|收款|付款码|账单/;
/** A sum that is still to be worked out: a discount, a share, a tax on top. */
/** A bound or a guess, and no sum. */
const vague =
  /\b(?:at least|up to|more than|less than|over|under|below|above|no more than|not more than|minimum(?: of)?|maximum(?: of)?|max\.?|min\.?|starting (?:at|from)|somewhere (?:around|between)|between) ?\ue001|\bbetween\b[^\ue001]{1,24}\ue001|\b(?:\d+|two|three|four|five|six|ten|several|a few|multiple) (?:\w+ ){0,2}links\b|[两二三四五六七八九十\d]{1,3}[个条张份]\ue001*的?(?:收款|付款|支付)?(?:链接|二维码|收款码)|\bqty\b|\bquantity\b|数量|\b(?:\d+|two|three|four|five) of (?:them|those|these)\b|\b(?:twice|double|triple|divided by)\b|[两三四五\d]倍|\ue001 ?(?:or (?:more|less|so)|and up|plus\b(?! )|ish\b|minimum\b|maximum\b|max\b|min\b)|(?:至少|最少|最多|不超过|不低于|超过|不少于|起码|低于|高于) ?\ue001|\ue001(?:以上|以下|以内(?!付)|起(?=$|[,，。\s的])|多(?=$|[,，。\s的]))/;
const arithmetic =
  /\d\s?(?:%|percent)\s?(?:off|discount|deposit|tax|vat|gst|tip|down|upfront|up front|fee|surcharge|commission|of)|(?:plus|\+|excluding|excl\.?|before|minus|less|without)\s(?:\d+\s?%\s)?(?:vat|tax|gst|tip|fees?|shipping|discount)\b|\bhalf (?:of|off)\b|\bsplit\b|打[一二三四五六七八九\d.]+折|\d\s?%\s?(?:折扣|优惠|定金|订金|首付|税|手续费)|(?:不含|未含)税|(?:另加|加)(?:税|运费)(?![\d\ue001为是])/;

/** Reads amounts, expiry and details of a text. */
export function scanText(prompt: Prompt, context: ReadingContext): Scan {
  const pairs = findPairs(prompt, context);
  const open = pairs.reduce((rest, each) => punch(rest, each.start, each.end), prompt.text);
  const money = findMoney({ ...prompt, text: open, lower: lowerAscii(open) }, context);
  const noSums = punchSums(lowerAscii(open), money.amounts);
  const expiry = findExpiry(noSums, context);
  const noExpiry = expiry === undefined ? noSums : punch(noSums, expiry.start, expiry.end);
  const details = findDetails(noExpiry, prompt.raw, context);
  const isBareNumber = money.amounts.length === 0 && details.isOpenAmount !== true;
  const amounts = isBareNumber ? bareNumbers(prompt, details.rest, money.numbers) : money.amounts;
  const noAmounts = punchSums(details.rest, isBareNumber ? amounts : []);
  const isOpen = details.isOpenAmount === true;
  const lone = findLoneCurrency(prompt, noAmounts, { isOpen, context });
  const text = lone?.rest ?? noAmounts;
  const typed = readCreateOptions([pairs], context);
  return { text, amounts, isBareNumber, details, expiry, typed, currencies: lone?.codes ?? [] };
}

function bareNumbers(prompt: Prompt, text: string, numbers: readonly MoneyText[]): readonly MoneyText[] {
  const written = lonelyNumbers(text, numbers);
  if (written.length > 0) return written;
  const spoken = spokenNumber(prompt, text);
  return spoken === undefined ? [] : [spoken];
}

/** The `key:value` pairs that stand among plain words; only keys that exist count. */
function findPairs(
  prompt: Prompt,
  context: ReadingContext,
): readonly (KeyValue & { readonly start: number; readonly end: number })[] {
  if (!/[:=]|--|—|–/.test(prompt.text)) return [];
  const isKey = (key: string): boolean =>
    findCoreKey(key) !== undefined || fieldsOf(key, undefined, context).length > 0;
  const words = toCommandWords(prompt, isKey);
  return words.flatMap((word) => {
    const isTight = word.kind === "key" && /^\S+$|["']/.test(prompt.text.slice(word.start, word.end));
    return isTight && isKey(word.key) && word.key !== "amount" ? [word] : [];
  });
}

/** The draft that a scanned text amounts to. */
export function draftOf(prompt: Prompt, scan: Scan): CreateDraft {
  const { details, expiry } = scan;
  const sum = details.isOpenAmount ? undefined : findItems(prompt, scan.text, scan.amounts);
  const purpose = describe(prompt, scan.text);
  // A link for an order number alone is for that order.
  const said = describedBy(sum, purpose.description) ?? details.referenceName;
  return {
    ...(details.isOpenAmount && { isOpenAmount: true }),
    ...priceOf(prompt, sum, scan),
    ...(said !== undefined && { description: said }),
    ...(details.provider !== undefined && { provider: details.provider }),
    ...(details.country !== undefined && { country: details.country }),
    ...(expiry?.reading.kind === "seconds" && { expiresInSeconds: expiry.reading.seconds }),
    ...(details.uses !== undefined && { uses: details.uses }),
    ...(details.reference !== undefined && { customerReference: details.reference }),
    ...(purpose.customer !== undefined && { customer: purpose.customer }),
    ...scan.typed.draft,
  };
}

function priceOf(prompt: Prompt, sum: ItemsReading | undefined, scan: Scan): CreateDraft {
  const currency = currencyOf(scan);
  if (sum === undefined) return currency;
  if (arithmetic.test(scan.text) || vague.test(scan.text)) {
    return { amount: { written: prompt.raw.trim().slice(0, 60), values: [] }, ...currency };
  }
  switch (sum.kind) {
    case "items":
      return { items: sum.items, ...currency };
    case "total":
      return { amount: sum.amount.amount, ...currency };
    case "unclear":
      return { amount: sum.amount, ...currency };
    default:
      return sum satisfies never;
  }
}

/** The currency of the amounts and of the words around them, or the choices where they leave it open. */
function currencyOf({ amounts, currencies }: Scan): CreateDraft {
  const codes = codesOfAll(amounts);
  const unknown = amounts.find((each) => each.unknownCurrency !== undefined)?.unknownCurrency;
  if (codes.length === 0 && unknown !== undefined) return { unknownCurrency: unknown };
  const [said] = currencies;
  if (said === undefined || currencies.length > 1) return choiceOf(codes.length > 0 ? codes : currencies);
  // `$100 in Canadian dollars` says which dollar; `100 EUR in dollars` says two things.
  const isLoose = amounts.every((each) => each.isLoose) && (isDollarCode(said) || codes.includes(said));
  return codes.length === 0 || isLoose || (codes.length === 1 && codes[0] === said)
    ? { currency: said }
    : choiceOf([...new Set([...codes, said])]);
}

/** The codes of all amounts; a sign that may mean the one sure currency means that one (`¥100 (100元)`). */
function codesOfAll(amounts: readonly MoneyText[]): readonly string[] {
  const sure = [...new Set(amounts.flatMap((each) => each.currency ?? []))];
  const [only] = sure;
  const open = amounts.flatMap((each) => (each.currency === undefined ? [each.currencyChoices ?? []] : []));
  if (
    only !== undefined &&
    sure.length === 1 &&
    open.every((choices) => choices.length === 0 || choices.includes(only))
  )
    return sure;
  return [...new Set([...sure, ...open.flat()])];
}

function choiceOf(codes: readonly string[]): CreateDraft {
  const [only] = codes;
  if (only === undefined) return {};
  return codes.length === 1 ? { currency: only } : { currencyChoices: codes };
}

function describedBy(sum: ItemsReading | undefined, description: string | undefined): string | undefined {
  if (sum?.kind !== "items") return description;
  const [only] = sum.items;
  if (sum.items.length === 1) return only?.name === "" ? undefined : only?.name;
  return sum.items.map((item) => (item.quantity === 1 ? item.name : `${item.name} x${item.quantity}`)).join(" + ");
}
