/** A refusal with the vendor's status and words. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** A currency, as the vendor's objects have it. */
export interface Currency {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly decimal: number;
  readonly type: "standard" | "credit";
  readonly active: boolean;
  readonly livemode: boolean;
}

interface Price {
  readonly id: string;
  readonly lookup_key: string | null;
  /** Smallest units. */
  readonly unit_amount: string;
  readonly currency_id: string;
  readonly product: { readonly id: string; readonly name: string };
  readonly livemode: boolean;
}

/** A link, as the vendor's objects have it; `archived` tells what only `active: false` would. */
export interface Link {
  readonly id: string;
  readonly lookup_key: string | null;
  readonly livemode: boolean;
  readonly currency_id: string;
  readonly line_items: readonly Fields[];
  readonly created_at: string;
  active: boolean;
  archived: boolean;
  updated_at: string;
  fields: Fields;
}

/** A payer's visit. */
export interface Session {
  readonly id: string;
  readonly payment_link_id: string;
  readonly livemode: boolean;
  readonly currency_id: string;
  readonly created_at: string;
  status: "open" | "complete";
  payment_status: "unpaid" | "paid";
  amount_total: string;
  payment_intent_id: string | null;
  updated_at: string;
}

/** Money given back. */
export interface Refund {
  readonly id: string;
  readonly livemode: boolean;
  readonly amount: string;
  readonly currency_id: string;
  readonly payment_intent_id: string;
  readonly status: "succeeded";
  readonly created_at: string;
}

const kinds = [
  ["abt", "ArcBlock Token", "ABT", 18, "standard", true],
  ["usdc", "USD Coin", "USDC", 6, "standard", true],
  ["usd", "US Dollar", "USD", 2, "standard", true],
  ["points", "Hub Credits", "HUB", 10, "credit", true],
  ["old", "Old Token", "OLD", 18, "standard", false],
] as const;

/** The emulated server's objects of both modes; each call sees those of its own. */
export class ArcblockStore {
  readonly currencies: readonly Currency[] = [false, true].flatMap((livemode) =>
    kinds.map(([id, name, symbol, decimal, type, active]) => ({
      id: `pc_${livemode ? "live" : "test"}_${id}`,
      ...{ name, symbol, decimal, type, active, livemode },
    })),
  );
  readonly prices: Price[] = [];
  readonly links: Link[] = [];
  readonly sessions: Session[] = [];
  readonly refunds: Refund[] = [];
  private readonly now: () => Date;
  private readonly run: string;
  private made = 0;

  constructor(now: () => Date) {
    this.now = now;
    // Ids go on from the time of the start: an emulator started again never gives one twice.
    this.run = now().getTime().toString(36);
  }

  id(prefix: string): string {
    this.made += 1;
    return `${prefix}_${this.run}${this.made.toString(36).padStart(6, "0")}`;
  }

  at(): string {
    return this.now().toISOString();
  }

  currency(id: unknown): Currency {
    const found = this.currencies.find((each) => each.id === id);
    if (found === undefined) throw new Refusal(404, "payment currency not found");
    return found;
  }

  createProduct(body: Fields, livemode: boolean): Fields {
    const name = requireText(body.name, "name", 64);
    const product = { id: this.id("prod"), name };
    if (!["service", "good", "credit"].includes(String(body.type))) throw new Refusal(400, '"type" must be one of');
    const asked = Array.isArray(body.prices) ? (body.prices as Fields[]) : [];
    const prices = asked.map((each) => this.addPrice(each, product, livemode));
    return { ...product, object: "product", active: true, livemode, type: body.type, prices };
  }

  private addPrice(body: Fields, product: Price["product"], livemode: boolean): Price {
    const currency = this.currency(body.currency_id);
    if (currency.livemode !== livemode || !currency.active) throw new Refusal(400, "currency is not available");
    if (body.type !== "one_time") throw new Refusal(400, '"type" must be one_time here');
    const lookup_key = body.lookup_key === undefined ? null : requireText(body.lookup_key, "lookup_key", 128);
    if (
      this.prices.some((each) => lookup_key !== null && each.lookup_key === lookup_key && each.livemode === livemode)
    ) {
      throw new Refusal(400, "lookup_key already exists");
    }
    const unit_amount = toUnits(body.unit_amount, currency);
    const price = { id: this.id("price"), lookup_key, unit_amount, currency_id: currency.id, product, livemode };
    this.prices.push(price);
    return price;
  }

  price(name: unknown, livemode: boolean): Price {
    const found = this.prices.find(
      (each) => (each.id === name || each.lookup_key === name) && each.livemode === livemode,
    );
    if (found === undefined) throw new Refusal(404, "price not found");
    return found;
  }

  createLink(body: Fields, livemode: boolean): Link {
    const lookup_key = body.lookup_key === undefined ? null : requireText(body.lookup_key, "lookup_key", 128);
    if (
      this.links.some((each) => lookup_key !== null && each.lookup_key === lookup_key && each.livemode === livemode)
    ) {
      throw new Refusal(400, "lookup_key already exists");
    }
    const currency = this.currency(body.currency_id);
    if (currency.livemode !== livemode || !currency.active) throw new Refusal(400, "currency is not available");
    const line_items = checkedLineItems(body.line_items);
    for (const each of line_items) this.price(each.price_id, livemode);
    checkFields(body);
    const { lookup_key: _key, currency_id: _currency, line_items: _items, ...fields } = body;
    const link: Link = {
      id: this.id("plink"),
      ...{ lookup_key, livemode, currency_id: currency.id, line_items, fields },
      active: true,
      archived: false,
      created_at: this.at(),
      updated_at: this.at(),
    };
    this.links.push(link);
    return link;
  }

  link(name: unknown, livemode: boolean): Link {
    const found = this.links.find(
      (each) => (each.id === name || each.lookup_key === name) && each.livemode === livemode,
    );
    if (found === undefined) throw new Refusal(404, "payment link not found");
    return found;
  }

  updateLink(link: Link, body: Fields): void {
    checkFields(body);
    const { active, ...fields } = body;
    if (active !== undefined && typeof active !== "boolean") throw new Refusal(400, '"active" must be a boolean');
    link.active = active ?? link.active;
    link.fields = { ...link.fields, ...fields };
    link.updated_at = this.at();
  }

  /** What the link asks in all, in smallest units. */
  total(link: Link): bigint {
    return link.line_items.reduce((sum, each) => {
      return sum + BigInt(this.price(each.price_id, link.livemode).unit_amount) * BigInt(Number(each.quantity));
    }, 0n);
  }

  openSession(link: Link): Session {
    const session: Session = {
      id: this.id("cs"),
      payment_link_id: link.id,
      livemode: link.livemode,
      currency_id: link.currency_id,
      status: "open",
      payment_status: "unpaid",
      amount_total: String(this.total(link)),
      payment_intent_id: null,
      created_at: this.at(),
      updated_at: this.at(),
    };
    this.sessions.push(session);
    return session;
  }
}

/** A decimal as the vendor's `fromTokenToUnit` reads it: text only, with no more digits than the currency has. */
export function toUnits(text: unknown, currency: Currency): string {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(typeof text === "string" ? text : "");
  const fraction = match?.[2] ?? "";
  if (match === null || fraction.length > currency.decimal) throw new Refusal(400, '"unit_amount" is invalid');
  return String(BigInt(`${match[1]}${fraction.padEnd(currency.decimal, "0")}`));
}

/** Smallest units as a decimal with all the currency's digits. */
export function toDecimal(units: string | bigint, { decimal }: Currency): string {
  const digits = String(units).padStart(decimal + 1, "0");
  return decimal === 0 ? digits : `${digits.slice(0, -decimal)}.${digits.slice(-decimal)}`;
}

function checkedLineItems(value: unknown): readonly Fields[] {
  const items = Array.isArray(value) ? (value as Fields[]) : [];
  if (items.length === 0) throw new Refusal(400, '"line_items" must contain at least 1 items');
  for (const { quantity, adjustable_quantity } of items) {
    if (!Number.isInteger(quantity) || Number(quantity) < 1) throw new Refusal(400, '"quantity" must be at least 1');
    if (adjustable_quantity === undefined) continue;
    const { enabled, minimum = 0, maximum } = adjustable_quantity as Fields;
    if (typeof enabled !== "boolean") throw new Refusal(400, '"adjustable_quantity.enabled" is required');
    const isRange = Number(minimum) >= 0 && (maximum === undefined || Number(maximum) > Number(minimum));
    if (!isRange) throw new Refusal(400, '"maximum" must be greater than minimum');
  }
  return items;
}

function checkFields(body: Fields): void {
  const after = body.after_completion as Fields | undefined;
  if (after?.type === "hosted_confirmation") {
    requireText((after.hosted_confirmation as Fields | undefined)?.custom_message, "custom_message", 200);
  } else if (after?.type === "redirect") {
    requireText((after.redirect as Fields | undefined)?.url, "url", 2048);
  } else if (after !== undefined) {
    throw new Refusal(400, '"after_completion.type" is invalid');
  }
  const nft = body.nft_mint_settings as Fields | undefined;
  if (nft?.enabled === true) requireText(nft.factory, "factory", 128);
  const promo = body.allow_promotion_codes;
  if (promo !== undefined && typeof promo !== "boolean")
    throw new Refusal(400, '"allow_promotion_codes" must be a boolean');
}

function requireText(value: unknown, name: string, limit: number): string {
  if (typeof value === "string" && value !== "" && value.length <= limit) return value;
  throw new Refusal(400, `"${name}" must be a text of at most ${limit} characters`);
}
