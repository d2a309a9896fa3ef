import type { HttpDelivery, HttpReply } from "../../../src/ports/runtime.ts";
import { type AppWallet, refusalOf } from "./emulator-signature.ts";
import { type ArcblockStore, type Link, Refusal, type Session } from "./emulator-store.ts";

/** How a server may differ, switched by tests. */
export interface Switches {
  /** Tells the address of a link, as the documents show: another one than it is usually built. */
  showsUrl: boolean;
  /** Takes an inactive link for an archived one, as a server may: it cannot be changed any more. */
  freezesInactive: boolean;
  /** Refuses to list refunds. */
  hidesRefunds: boolean;
}

/** One call the server knows. */
export interface Route {
  /** The vendor's name of it. */
  readonly operation: string;
  readonly method: string;
  readonly pattern: RegExp;
  readonly answer: (call: Call) => unknown;
}

interface Call {
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly livemode: boolean;
}

interface ApiSettings {
  readonly store: ArcblockStore;
  readonly wallet: AppWallet;
  readonly accessKey: string;
  readonly switches: Switches;
  readonly pageOfLink: (link: Link) => string;
  readonly now: () => Date;
}

/** The server's API: finds the call a request is, and answers it when it is rightly signed. */
export interface Api {
  find(method: string, path: string): Route | undefined;
  work(request: HttpDelivery, path: string, route: Route): HttpReply;
  /** A link as it is answered, with its prices. */
  expanded(link: Link): Record<string, unknown>;
}

/** The payment of a visit, as the vendor's objects have it. */
export function intentOf(session: Session): object {
  const { payment_intent_id: id, amount_total: amount, currency_id, livemode, created_at } = session;
  return { id, object: "payment_intent", status: "succeeded", amount, currency_id, livemode, created_at };
}

/** An answer of JSON. */
export function json(status: number, body: unknown): HttpReply {
  return { status, body: JSON.stringify(body) };
}

/** The API over these objects. */
export function createApi({ store, wallet, accessKey, switches, pageOfLink, now }: ApiSettings): Api {
  function plain(link: Link): Record<string, unknown> {
    const { fields, archived, ...own } = link;
    const url = switches.showsUrl ? { url: pageOfLink(link) } : {};
    return { ...own, ...fields, object: "payment_link", ...url, ...(archived && { archived }) };
  }

  function expanded(link: Link): Record<string, unknown> {
    const line_items = link.line_items.map((each) => ({ ...each, price: store.price(each.price_id, link.livemode) }));
    return { ...plain(link), line_items };
  }

  function changeable(name: string, livemode: boolean): Link {
    const link = store.link(name, livemode);
    if (link.archived || (switches.freezesInactive && !link.active)) throw new Refusal(403, "payment link archived");
    return link;
  }

  function page<Row>(rows: readonly Row[], { query }: Call): object {
    const [at, size] = [Number(query.page ?? 1), Number(query.pageSize ?? 20)];
    if (!(at >= 1 && size >= 1 && size <= 100)) throw new Refusal(400, '"page" or "pageSize" is invalid');
    return { count: rows.length, list: rows.slice((at - 1) * size, at * size), paging: { page: at, pageSize: size } };
  }

  const newestFirst = <Row>(rows: readonly Row[], call: Call) =>
    call.query.order?.endsWith(":ASC") ? rows : rows.toReversed();
  const inMode = <Row extends { readonly livemode: boolean }>(rows: readonly Row[], call: Call) =>
    rows.filter((each) => each.livemode === call.livemode);

  const table: readonly (readonly [string, string, RegExp, Route["answer"]])[] = [
    ["paymentCurrencies.list", "GET", /^\/payment-currencies()$/, (call) => inMode(store.currencies, call)],
    ["paymentCurrencies.retrieve", "GET", /^\/payment-currencies\/([^/]+)$/, ({ name }) => store.currency(name)],
    ["products.create", "POST", /^\/products()$/, (call) => store.createProduct(call.body, call.livemode)],
    ["prices.retrieve", "GET", /^\/prices\/([^/]+)$/, ({ name, livemode }) => store.price(name, livemode)],
    [
      "paymentLinks.create",
      "POST",
      /^\/payment-links()$/,
      (call) => expanded(store.createLink(call.body, call.livemode)),
    ],
    ["paymentLinks.list", "GET", /^\/payment-links()$/, listLinks],
    [
      "paymentLinks.retrieve",
      "GET",
      /^\/payment-links\/([^/]+)$/,
      ({ name, livemode }) => expanded(store.link(name, livemode)),
    ],
    ["paymentLinks.update", "PUT", /^\/payment-links\/([^/]+)$/, updateLink],
    ["paymentLinks.archive", "PUT", /^\/payment-links\/([^/]+)\/archive$/, archiveLink],
    [
      "checkout.sessions.list",
      "GET",
      /^\/checkout-sessions()$/,
      (call) => page(inMode(store.sessions.toReversed(), call), call),
    ],
    ["paymentIntents.retrieve", "GET", /^\/payment-intents\/([^/]+)$/, retrieveIntent],
    ["refunds.list", "GET", /^\/refunds()$/, listRefunds],
  ];

  function listLinks(call: Call): object {
    const { active } = call.query;
    const rows = inMode(store.links, call).filter((each) => active === undefined || String(each.active) === active);
    return page(newestFirst(rows, call).map(expanded), call);
  }

  function updateLink({ name, livemode, body }: Call): object {
    const link = changeable(name, livemode);
    store.updateLink(link, body);
    return plain(link);
  }

  function archiveLink({ name, livemode }: Call): object {
    const link = changeable(name, livemode);
    link.active = false;
    link.archived = true;
    return plain(link);
  }

  function retrieveIntent({ name, livemode }: Call): object {
    const session = store.sessions.find((each) => each.payment_intent_id === name && each.livemode === livemode);
    if (session === undefined) throw new Refusal(404, "payment intent not found");
    return { ...intentOf(session), checkoutSession: session };
  }

  function listRefunds(call: Call): object {
    if (switches.hidesRefunds) throw new Refusal(403, "not allowed");
    return page(inMode(store.refunds.toReversed(), call), call);
  }

  function work(request: HttpDelivery, path: string, route: Route): HttpReply {
    const text = Buffer.from(request.body).toString("utf8");
    const body = parse(text === "" ? "{}" : text);
    if (body === undefined) return json(400, { error: "invalid json" });
    const { method, query, headers } = request;
    const isKeyed = headers.authorization === `Bearer ${accessKey}`;
    const call = { body, query, method: method.toLowerCase(), url: path, now: now() };
    const refusal = isKeyed ? undefined : refusalOf(wallet, headers, call);
    if (refusal !== undefined) return json(refusal.status, { error: refusal.error });
    const name = decodeURIComponent(route.pattern.exec(path.slice("/api".length))?.[1] ?? "");
    try {
      return json(200, route.answer({ name, query, body, livemode: query.livemode !== "false" }));
    } catch (error) {
      if (error instanceof Refusal) return json(error.status, { error: error.message });
      throw error;
    }
  }

  const routes = table.map(([operation, method, pattern, answer]): Route => ({ operation, method, pattern, answer }));
  return {
    find: (method, path) =>
      routes.find((each) => each.method === method && path.startsWith("/api/") && each.pattern.test(path.slice(4))),
    work,
    expanded,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
