/** Members of a JSON object whose types nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** PayerMax's exceptions first, then what ISO 4217 says other than two. */
const decimalsByCount: Readonly<Record<number, string>> = {
  0: "CLP COP IDR ISK JPY KRW PKR PYG TWD VND BIF DJF GNF KMF RWF UGX UYI VUV XAF XOF XPF",
  3: "IQD LYD",
  4: "CLF UYW",
};

/** Field, greatest length, whether it must be there. Source: PayerMax API reference, createPaybylink. */
const linkFields: readonly (readonly [string, number, boolean])[] = [
  ["merchantLinkId", 64, true],
  ["linkType", 32, true],
  ["expiresTime", 10, false],
  ["country", 2, true],
  ["currency", 3, true],
  ["totalAmount", 24, true],
  ["language", 8, false],
  ["description", 256, true],
  ["linkDescription", 256, false],
  ["userInfo.userId", 64, true],
  ["userInfo.username", 64, false],
  ["merchantInfo.logoUrl", 256, false],
  ["merchantInfo.contactEmail", 128, true],
  ["notifyUrl", 256, true],
];
const goodsFields: readonly (readonly [string, number, boolean])[] = [
  ["goodsName", 128, true],
  ["goodsDescription", 256, true],
  ["quantity", 16, true],
  ["price", 24, true],
  ["goodsCurrency", 3, true],
  ["showUrl", 256, true],
];

/** A no, with PayerMax's code for it. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Everything PayerMax looks at before it makes a link. @throws Refusal. */
export function checkCreate(data: Fields): void {
  checkFields(data, linkFields);
  const goods = Array.isArray(data.goodsDetails) ? (data.goodsDetails as Fields[]) : [];
  if (goods.length === 0) throw new Refusal("PARAMS_INVALID", "goodsDetails is invalid,because goodsDetails is null.");
  checkChoices(data);
  checkAmount(String(data.totalAmount), String(data.currency));
  for (const each of goods) {
    checkFields(each, goodsFields);
    checkAmount(String(each.price), String(each.goodsCurrency));
  }
}

/** Presence, type and length of each field, as PayerMax words it. @throws Refusal. */
export function checkFields(data: Fields, fields: readonly (readonly [string, number, boolean])[]): void {
  for (const [path, maxLength, isRequired] of fields) {
    const value = path.split(".").reduce<unknown>((at, key) => (at as Fields | undefined)?.[key], data);
    if (value === undefined && !isRequired) continue;
    if (value === undefined || value === "")
      throw new Refusal("PARAMS_INVALID", `${path} is invalid,because ${path} is null.`);
    if (typeof value !== "string") throw new Refusal("PARAMS_INVALID", `${path} must be string`);
    if (value.length > maxLength)
      throw new Refusal("PARAMS_INVALID", `${path} length must be between 1 and ${maxLength}`);
  }
}

function checkChoices(data: Fields): void {
  if (data.linkType !== "ONETIME") throw new Refusal("PARAMS_INVALID", "linkType is invalid");
  if (!/^[A-Z]{2}$/.test(String(data.country))) throw new Refusal("COUNTRY_INVALID", "No country support, pls re-pay.");
  if (!/^[A-Z]{3}$/.test(String(data.currency))) throw new Refusal("CURRENCY_INVALID", "currency is not defined.");
  if (!/^https?:\/\//.test(String(data.notifyUrl))) throw new Refusal("PARAMS_INVALID", "notifyUrl is invalid");
  const seconds = String(data.expiresTime ?? "86400");
  if (!/^\d+$/.test(seconds) || Number(seconds) < 3_600 || Number(seconds) > 2_592_000) {
    throw new Refusal("PARAMS_INVALID", "expiresTime is invalid");
  }
}

function checkAmount(amount: string, currency: string): void {
  const found = Object.entries(decimalsByCount).find(([, codes]) => codes.includes(currency));
  const decimals = Number(found?.[0] ?? 2);
  const match = /^\d+(?:\.(\d+))?$/.exec(amount);
  if (match === null || (match[1] ?? "").length > decimals || !/[1-9]/.test(amount)) {
    throw new Refusal("AMOUNT_INVALID", "Amount is incorrect.");
  }
}
