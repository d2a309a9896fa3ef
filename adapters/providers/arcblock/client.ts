import type { KeyObject } from "node:crypto";
import type { z } from "zod";
import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { Clock } from "../../../src/ports/runtime.ts";
import { type Effect, type HttpAnswer, type HttpClient, readJson } from "../../shared/http-client.ts";
import type { Redactor } from "../../shared/redact.ts";
import { signCall } from "./sign.ts";
import {
  type CurrencyWire,
  currenciesSchema,
  currencySchema,
  errorSchema,
  type IntentWire,
  intentSchema,
  type LinkFieldsWire,
  type LinkWire,
  linkSchema,
  type NewLinkWire,
  type NewProductWire,
  type PageWire,
  type PriceWire,
  type ProductWire,
  pageOf,
  priceSchema,
  productSchema,
  type RefundWire,
  refundSchema,
  type SessionWire,
  sessionSchema,
} from "./wire.ts";

/** Query parameters besides `livemode`. */
export type Query = Readonly<Record<string, string>>;

/**
 * PaymentKit's calls, one function each. What is asked for by id or lookup key and is not there is a NotFoundError;
 * a change of an archived link is a rejection with the code `archived`.
 */
export interface ArcblockClient {
  createPaymentLink(link: NewLinkWire): Promise<LinkWire>;
  retrievePaymentLink(idOrLookupKey: string): Promise<LinkWire>;
  updatePaymentLink(id: string, fields: LinkFieldsWire & { readonly active?: boolean }): Promise<LinkWire>;
  archivePaymentLink(id: string): Promise<LinkWire>;
  listPaymentLinks(query: Query): Promise<PageWire<LinkWire>>;
  createProduct(product: NewProductWire): Promise<ProductWire>;
  retrievePrice(idOrLookupKey: string): Promise<PriceWire>;
  listPaymentCurrencies(): Promise<readonly CurrencyWire[]>;
  retrievePaymentCurrency(id: string): Promise<CurrencyWire>;
  listCheckoutSessions(query: Query): Promise<PageWire<SessionWire>>;
  retrievePaymentIntent(id: string): Promise<IntentWire>;
  listRefunds(query: Query): Promise<PageWire<RefundWire>>;
}

/** How calls prove who makes them. */
export type Proof =
  | { readonly kind: "signature"; readonly did: string; readonly key: KeyObject }
  | { readonly kind: "access-key"; readonly accessKey: string };

interface ClientSettings {
  readonly http: HttpClient;
  readonly proof: Proof;
  readonly isLive: boolean;
  readonly clock: Clock;
  readonly redact: Redactor;
}

interface Call<Schema extends z.ZodType> {
  /** The vendor's name of it. Source: @blocklet/payment-js, resources. */
  readonly operation: string;
  readonly effect: Effect;
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly query?: Query;
  readonly body?: object;
  readonly schema: Schema;
  /** It is about one thing with a name, so 404 means that there is no such thing. */
  readonly isNamed?: boolean;
}

/** Signs, sends and reads. Source: @blocklet/payment-js, resource; @blocklet/sdk, util/component-api. */
export function createArcblockClient({ http, proof, isLive, clock, redact }: ClientSettings): ArcblockClient {
  // Built for each attempt: a signature says when it was made. Its path leaves out where PaymentKit is mounted.
  function build({ method, path, query = {}, body }: Call<z.ZodType>) {
    const asked = { ...query, livemode: String(isLive) };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const call = { method, url: path, query: asked, body: JSON.parse(sent ?? "{}") };
    const headers =
      proof.kind === "signature"
        ? signCall(call, { ...proof, now: clock.now() })
        : { authorization: `Bearer ${proof.accessKey}` };
    return {
      method,
      path: `${path}?${new URLSearchParams(asked)}`,
      headers: { "content-type": "application/json", ...headers },
      ...(sent !== undefined && { body: sent }),
    };
  }

  function refuse({ operation, isNamed }: Call<z.ZodType>, answer: HttpAnswer): Error {
    const message = redact(errorWords(answer.text));
    const details = { provider: "arcblock", operation, vendorMessage: message };
    if (answer.status === 404 && isNamed) return new NotFoundError("PaymentKit does not know it", new Error(message));
    if (answer.status !== 403) {
      return new ProviderError({ ...details, kind: "rejected", vendorCode: `HTTP ${answer.status}` });
    }
    // 403 stands for missing rights, and for a change of what is archived.
    if (/archived/i.test(message)) return new ProviderError({ ...details, kind: "rejected", vendorCode: "archived" });
    return new ProviderError({ ...details, kind: "unauthorised", vendorCode: "HTTP 403" });
  }

  async function call<Schema extends z.ZodType>(request: Call<Schema>): Promise<z.output<Schema>> {
    const { operation, effect, schema } = request;
    const accepts = (status: number) => (status >= 200 && status < 300) || isRefusal(status);
    const answer = await http.send({ operation, effect, build: () => build(request), accepts });
    if (isRefusal(answer.status)) throw refuse(request, answer);
    return readJson("arcblock", operation, answer.text, schema);
  }

  const one = <Schema extends z.ZodType>(operation: string, path: string, schema: Schema) =>
    call({ operation, effect: "none", method: "GET", path, schema, isNamed: true });
  const list = <Schema extends z.ZodType>(operation: string, path: string, schema: Schema, query: Query = {}) =>
    call({ operation, effect: "none", method: "GET", path, query, schema });
  const make = <Schema extends z.ZodType>(operation: string, path: string, schema: Schema, body: object) =>
    call({ operation, effect: "create", method: "POST", path, body, schema });
  const change = (operation: string, path: string, body: object = {}) =>
    call({ operation, effect: "same", method: "PUT", path, body, schema: linkSchema, isNamed: true });
  const named = (resource: string, name: string) => `/api/${resource}/${encodeURIComponent(name)}`;

  return {
    createPaymentLink: (link) => make("paymentLinks.create", "/api/payment-links", linkSchema, link),
    retrievePaymentLink: (id) => one("paymentLinks.retrieve", named("payment-links", id), linkSchema),
    updatePaymentLink: (id, fields) => change("paymentLinks.update", named("payment-links", id), fields),
    archivePaymentLink: (id) => change("paymentLinks.archive", `${named("payment-links", id)}/archive`),
    listPaymentLinks: (query) => list("paymentLinks.list", "/api/payment-links", pageOf(linkSchema), query),
    createProduct: (product) => make("products.create", "/api/products", productSchema, product),
    retrievePrice: (id) => one("prices.retrieve", named("prices", id), priceSchema),
    listPaymentCurrencies: () => list("paymentCurrencies.list", "/api/payment-currencies", currenciesSchema),
    retrievePaymentCurrency: (id) => one("paymentCurrencies.retrieve", named("payment-currencies", id), currencySchema),
    listCheckoutSessions: (query) =>
      list("checkout.sessions.list", "/api/checkout-sessions", pageOf(sessionSchema), query),
    retrievePaymentIntent: (id) => one("paymentIntents.retrieve", named("payment-intents", id), intentSchema),
    listRefunds: (query) => list("refunds.list", "/api/refunds", pageOf(refundSchema), query),
  };
}

function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 401 && status !== 429;
}

function errorWords(text: string): string {
  try {
    const { error } = errorSchema.parse(JSON.parse(text));
    return typeof error === "string" ? error : (error.message ?? "");
  } catch {
    return "";
  }
}
