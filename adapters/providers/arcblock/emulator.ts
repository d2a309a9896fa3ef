import type { HttpDelivery, HttpReply } from "../../../src/ports/runtime.ts";
import { renderCheckoutPage } from "../../shared/checkout-page.ts";
import {
  answerCall,
  type BrokenReplies,
  defineEmulator,
  deliverReports,
  type Emulator,
  type EmulatorContext,
  Faults,
  type Report,
  WebhookSender,
} from "../../shared/emulator.ts";
import { createApi, intentOf, json, type Switches } from "./emulator-api.ts";
import { componentHeaders, createWallet } from "./emulator-signature.ts";
import { ArcblockStore, type Link, toDecimal, toUnits } from "./emulator-store.ts";

// Written from PaymentKit's documents and published packages alone; where they are silent, README.md says what was chosen.

const mount = "/payment";
const appDid = "zNKtCNqYWLYWYW3gWRA1vnRykfCBZYHZvzKr";
const paymentKitDid = "z2qaCNvKMv5GjouKdcDWexv6WqtHbpNPQDnAk";
const accessKey = "blocklet-emulated-access-key-7f3a";

/** PaymentKit's emulator and what only its own tests set or do. */
export interface ArcblockEmulator extends Emulator, Switches {
  readonly accessKey: string;
  /** Gives back a payment of the link, all of it unless told otherwise. */
  refund(ref: string, amount?: string): Promise<void>;
  /** A visit that is never paid. */
  visit(ref: string): void;
  /** What it holds of a link, as the vendor would answer it. */
  link(ref: string): Readonly<Record<string, unknown>>;
}

/** A local PaymentKit, mounted as blocklets are. */
export function createArcblockEmulator(context: EmulatorContext): ArcblockEmulator {
  const { baseUrl, clock } = context;
  const store = new ArcblockStore(() => clock.now());
  const wallet = createWallet();
  const stranger = createWallet();
  const faults = new Faults();
  const reports = new WebhookSender(clock);

  const switches: Switches = { showsUrl: false, freezesInactive: false, hidesRefunds: false };
  const pageOfLink = (link: Link) => `${baseUrl}${mount}/${switches.showsUrl ? "pl" : "checkout/pay"}/${link.id}`;

  const api = createApi({ store, wallet, accessKey, switches, pageOfLink, now: () => clock.now() });

  async function checkout(request: HttpDelivery, id: string): Promise<HttpReply> {
    const link = store.links.find((each) => each.id === id);
    if (link === undefined) return { status: 404, headers: { "content-type": "text/plain" }, body: "no such link" };
    if (request.method === "POST" && link.active) return settle(link).then(() => show(link, "paid"));
    if (link.active) store.openSession(link);
    return show(link, link.active ? "open" : "closed");
  }

  function show(link: Link, state: "open" | "paid" | "closed"): HttpReply {
    const currency = store.currency(link.currency_id);
    const amount = `${toDecimal(store.total(link), currency)} ${currency.symbol}`;
    const names = link.line_items.map(
      (each) => `${store.price(each.price_id, link.livemode).product.name} × ${each.quantity}`,
    );
    const item = String(link.fields.name ?? names[0]);
    const page = {
      provider: "ArcBlock PaymentKit",
      item,
      details: names.join(", "),
      amount,
      currency: currency.symbol,
      state,
    };
    return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: renderCheckoutPage(page) };
  }

  async function settle(link: Link, amount?: string): Promise<void> {
    const waiting = store.sessions.findLast((each) => each.payment_link_id === link.id && each.status === "open");
    const session = waiting ?? store.openSession(link);
    session.amount_total =
      amount === undefined ? String(store.total(link)) : toUnits(amount, store.currency(link.currency_id));
    Object.assign(session, {
      status: "complete",
      payment_status: "paid",
      updated_at: store.at(),
      payment_intent_id: store.id("pi"),
    });
    await report(
      [
        ["payment_intent.succeeded", intentOf(session)],
        ["checkout.session.completed", { ...session, object: "checkout.session" }],
      ],
      link.livemode,
    );
  }

  async function report(
    changes: readonly (readonly [type: string, object: object])[],
    livemode: boolean,
  ): Promise<void> {
    const url = context.webhookUrl();
    if (url === undefined) return;
    const { pathname, searchParams } = new URL(url);
    const signed = (body: string, by: typeof wallet) => {
      const call = {
        body: JSON.parse(body),
        query: Object.fromEntries(searchParams),
        method: "post",
        url: pathname,
        now: clock.now(),
      };
      return { "content-type": "application/json", ...componentHeaders(by, paymentKitDid, call) };
    };
    const told = changes.map(([type, object]): Report => {
      const event = {
        id: store.id("evt"),
        type,
        livemode,
        api_version: "2023-09-05",
        data: { object },
        created_at: store.at(),
      };
      const body = faults.writeJson({
        ...event,
        pending_webhooks: 99,
        request: { id: "", idempotency_key: "" },
        metadata: {},
      });
      const isAcknowledged = (status: number) => status >= 200 && status < 300;
      return { url, headers: signed(body, wallet), body, retrySeconds: [20, 60, 120], isAcknowledged };
    });
    const forge = (each: Report) => ({ ...each, headers: signed(each.body, stranger) });
    await deliverReports(told, { sender: reports, manner: faults.webhooks, forge });
  }

  function payable(ref: string, isInFlight = false): Link {
    const link = store.links.find((each) => each.id === ref);
    if (link === undefined || !(link.active || isInFlight)) throw new Error(`nothing to pay at ${ref}`);
    return link;
  }

  const rest: Omit<ArcblockEmulator, keyof Switches> = {
    env: {
      ARCBLOCK_BASE_URL: baseUrl + mount,
      ARCBLOCK_APP_DID: appDid,
      ARCBLOCK_APP_SECRET_KEY: wallet.secretKey,
      ARCBLOCK_CURRENCY_ID: "pc_test_usd",
    },
    accessKey,
    faults,
    reports,
    async handle(request) {
      const path = request.path.startsWith(mount) ? request.path.slice(mount.length) : "";
      const visited = /^\/(?:checkout\/pay|pl)\/([^/]+)$/.exec(path)?.[1];
      if (visited !== undefined) return checkout(request, visited);
      const route = api.find(request.method, path);
      if (route === undefined) return json(404, { error: "not found" });
      return answerCall({
        operation: route.operation,
        faults,
        clock,
        broken,
        work: () => api.work(request, path, route),
      });
    },
    links: () =>
      store.links.map((link) => {
        const currency = store.currency(link.currency_id);
        return {
          ref: link.id,
          reference: link.lookup_key ?? "",
          url: pageOfLink(link),
          amount: toDecimal(store.total(link), currency),
          currency: currency.symbol,
          state: link.archived ? "archived" : link.active ? "active" : "inactive",
          paidCount: store.sessions.filter((each) => each.payment_link_id === link.id && each.payment_status === "paid")
            .length,
        };
      }),
    pay: async (ref, options) => settle(payable(ref, options?.isInFlight), options?.amount),
    reportUnknownKind: () => report([["payout.reconciled", { id: "po_1" }]], false),
    visit: (ref) => void store.openSession(payable(ref)),
    link: (ref) => {
      const found = store.links.find((each) => each.id === ref);
      if (found === undefined) throw new Error(`no link ${ref}`);
      return api.expanded(found);
    },
    async refund(ref, amount) {
      const session = store.sessions.findLast((each) => each.payment_link_id === ref && each.payment_status === "paid");
      if (!session?.payment_intent_id) throw new Error(`nothing to give back at ${ref}`);
      const { currency_id, livemode, payment_intent_id } = session;
      const units = amount === undefined ? session.amount_total : toUnits(amount, store.currency(currency_id));
      const refund = {
        id: store.id("rf"),
        livemode,
        amount: units,
        currency_id,
        payment_intent_id,
        status: "succeeded" as const,
        created_at: store.at(),
      };
      store.refunds.push(refund);
      await report([["refund.succeeded", refund]], livemode);
    },
  };
  return Object.assign(switches, rest);
}

const broken: BrokenReplies = {
  "rate-limit": () => ({ ...json(429, { error: "too many requests" }), headers: { "retry-after": "3" } }),
  error: () => json(500, { error: "internal error" }),
  "not-json": () => ({
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<!doctype html><title>Blocklet</title>",
  }),
  "wrong-types": () => json(200, { id: 7, count: "?", list: "?", prices: {}, line_items: 5 }),
  unauthorised: () => json(401, { error: "verify sig failed" }),
  reject: () => json(400, { error: "the currency is not accepted for this product" }),
};

/** PaymentKit as a local server. */
export default defineEmulator({ id: "arcblock", title: "ArcBlock PaymentKit", create: createArcblockEmulator });
