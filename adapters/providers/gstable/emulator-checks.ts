/** Members of a JSON object whose types nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** A no, with GStable's code for it. */
export class Refusal extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const linkFields = new Set([
  "linkType",
  "linkName",
  "accountId",
  "settlementToken",
  "feeModel",
  "lineItems",
  "payerEmailRequired",
  "successUrl",
  "customSuccessText",
  "customDisabledText",
]);
const itemFields = new Set(["itemType", "productId", "quantity", "unitPrice"]);

/** The form of a link's fields, as the documents' tables give it. Unknown fields are refused. @throws Refusal. */
export function checkLinkFields(body: Fields, isUpdate: boolean): void {
  const extra = Object.keys(body).find((key) => !linkFields.has(key) && !(isUpdate && key === "linkId"));
  if (extra !== undefined) throw new Refusal(400101, `invalid field format: ${extra}`);
  for (const key of ["linkType", "linkName", "accountId", "settlementToken"]) requireText(body, key);
  for (const key of ["successUrl", "customSuccessText", "customDisabledText"]) {
    if (body[key] !== undefined) requireText(body, key);
  }
  if (!["fixed", "custom"].includes(String(body.linkType))) throw new Refusal(400101, "invalid field format: linkType");
  if (body.feeModel !== 1 && body.feeModel !== 2) throw new Refusal(400101, "invalid field format: feeModel");
  if (![undefined, 0, 1].includes(body.payerEmailRequired as number | undefined)) {
    throw new Refusal(400101, "invalid field format: payerEmailRequired");
  }
  if (!Array.isArray(body.lineItems) || body.lineItems.length === 0) {
    throw new Refusal(400101, "invalid field format: lineItems");
  }
  for (const item of body.lineItems as Fields[]) checkItem(item, body.linkType === "custom");
}

/** The form of a new product. @throws Refusal. */
export function checkProductFields(body: Fields): void {
  requireText(body, "name", 100);
  if (body.description !== undefined) requireText(body, "description", 1_000);
  const prices = body.commonPrices;
  const isList = Array.isArray(prices) && prices.length >= 1 && prices.length <= 5 && prices.every(isPositive);
  if (!isList) throw new Refusal(400101, "invalid field format: commonPrices");
}

/** Millionths as decimal text, and back. */
export function fromMicro(micro: bigint): string {
  const digits = micro.toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** What a buyer typed, in millionths. @throws Error when it is no amount above nothing. */
export function toMicro(text: string): bigint {
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text.trim());
  const micro = match === null ? 0n : BigInt((match[1] ?? "") + (match[2] ?? "").padEnd(6, "0"));
  if (micro === 0n) throw new Error(`not an amount: ${text}`);
  return micro;
}

/** `2025-12-24 09:37:58`, as GStable writes times. */
export function toTime(at: Date): string {
  return at.toISOString().slice(0, 19).replace("T", " ");
}

function checkItem(item: Fields, isCustom: boolean): void {
  const extra = Object.keys(item).find((key) => !itemFields.has(key));
  if (extra !== undefined) throw new Refusal(400101, `invalid field format: lineItems.${extra}`);
  requireText(item, "productId");
  if (!isPositive(item.quantity)) throw new Refusal(400101, "invalid field format: quantity");
  if (item.itemType !== (isCustom ? "user_priced" : "product")) {
    throw new Refusal(400101, "invalid field format: itemType");
  }
  const isPriceRight = isCustom
    ? [undefined, 0].includes(item.unitPrice as number | undefined)
    : isPositive(item.unitPrice);
  if (!isPriceRight) throw new Refusal(400101, "invalid field format: unitPrice");
}

function requireText(body: Fields, key: string, most = 2_000): void {
  const value = body[key];
  if (typeof value !== "string" || value === "" || value.length > most) {
    throw new Refusal(400101, `invalid field format: ${key}`);
  }
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
