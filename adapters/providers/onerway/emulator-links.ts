import { decimalsOf } from "./emulator-checks.ts";
import { isNumber, type Written } from "./emulator-wire.ts";

/** A payment link as the vendor keeps it. */
export interface Link {
  readonly id: bigint;
  readonly url: string;
  readonly merchantNo: string;
  readonly linkName: string;
  readonly amount: string;
  readonly currency: string;
  readonly defaultCountry: string;
  readonly itemName: string;
  readonly description: string;
  readonly createTime: string;
  isEnabled: boolean;
  visitCount: number;
  /** The amount of each payment. */
  readonly paid: string[];
}

type Fields = Readonly<Record<string, Written>>;

const defaultSize = 10;
const largestSize = 100;

/** Ids are Longs, new ones after each start. Every second one is beyond what a float holds, and contains the one before. */
export function nextId(startedMs: number, made: number): bigint {
  const base = BigInt(startedMs) * 1000n + BigInt(made >> 1);
  return made % 2 === 0 ? base : base * 10n + 3n;
}

/** The link that `add` asks for. */
export function newLink(fields: Fields, made: Pick<Link, "id" | "url" | "createTime">): Link {
  const { amount } = fields;
  return {
    ...made,
    merchantNo: String(fields.merchantNo),
    linkName: String(fields.linkName ?? fields.itemName),
    amount: isNumber(amount) ? amount.number : String(amount),
    currency: String(fields.currency),
    defaultCountry: String(fields.defaultCountry),
    itemName: String(fields.itemName),
    description: String(fields.description ?? ""),
    isEnabled: true,
    visitCount: 0,
    paid: [],
  };
}

/** The page of links that `list` asks for, newest first; a text when a parameter is out of range. */
export function pageOf(links: readonly Link[], fields: Fields): object | string {
  const size = isNumber(fields.size) ? Number(fields.size.number) : defaultSize;
  // 0 and 1 are both the first page.
  const current = Math.max(1, isNumber(fields.current) ? Number(fields.current.number) : 1);
  if (size < 1 || size > largestSize) return "size is out of range";
  const status = isNumber(fields.linkStatus) ? fields.linkStatus.number : undefined;
  if (status !== undefined && status !== "0" && status !== "1") return "linkStatus is invalid";
  const word = String(fields.keywords ?? "").toLowerCase();
  const from = String(fields.startTime ?? "");
  const to = String(fields.endTime ?? "9999");
  const found = links
    .filter((link) => status === undefined || link.isEnabled === (status === "1"))
    .filter((link) => String(link.id).includes(word) || link.itemName.toLowerCase().includes(word))
    .filter((link) => link.createTime >= from && link.createTime <= to)
    .toReversed();
  const records = found.slice((current - 1) * size, current * size).map(recordOf);
  return { records, total: String(found.length), size: String(size), current: String(current) };
}

/** An amount with exactly the currency's digits. @throws Error when it has more of them, or is no amount. */
export function settle(amount: string, currency: string): string {
  return toDecimal(toUnits(amount, currency), currency);
}

function recordOf(link: Link): object {
  const sum = link.paid.reduce((total, each) => total + toUnits(each, link.currency), 0n);
  return {
    id: String(link.id),
    linkUrl: link.url,
    merchantNo: link.merchantNo,
    linkName: link.linkName,
    amount: link.amount,
    currency: link.currency,
    defaultCountry: link.defaultCountry,
    itemName: link.itemName,
    description: link.description,
    linkStatus: link.isEnabled ? 1 : 0,
    createTime: link.createTime,
    visitCount: String(link.visitCount),
    payCount: String(link.paid.length),
    successAmount: toDecimal(sum, link.currency),
  };
}

function toUnits(amount: string, currency: string): bigint {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined || fraction.length > decimals) throw new Error(`Onerway emulator: ${amount} ${currency}`);
  return BigInt(whole + fraction.padEnd(decimals, "0"));
}

function toDecimal(units: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(units).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
