import type { Clock } from "../../../src/ports/runtime.ts";
import type { EmulatedLink } from "../../shared/emulator.ts";
import { checkLinkFields, checkProductFields, type Fields, fromMicro, Refusal, toTime } from "./emulator-checks.ts";

/** A link as it is kept. */
export interface Link {
  readonly linkId: string;
  fields: Fields;
  status: "active" | "inactive";
  version: number;
  readonly createAt: string;
  updateAt: string;
}

/** A visit that started a payment, as it is kept. */
export interface Session {
  readonly sessionId: string;
  readonly link: Link;
  readonly amount: bigint;
  readonly createAt: string;
  status: "initialized" | "paid" | "completed";
  paidAt: string | null;
  settledAt: string | null;
}

/** The one account. */
export const account = {
  accountId: "acc_example_merchant_01",
  accountName: "Main account",
  accountAddress: "0x0000000000000000000000000000000000000000",
  accountType: "EVM::ADDR",
  settlementCurrencies: ["polygon::usdt", "polygon::usdc", "base::usdc"],
  version: "ver_account_01",
  status: "normal",
};

/** Empty books, and how GStable shows them. Source: GStable docs, Payment Link, Product, Checkout Session. */
export function createBooks({ baseUrl, clock }: { readonly baseUrl: string; readonly clock: Clock }) {
  // Ids go on from the time of the start: an emulator started again never gives one twice.
  const run = clock.now().getTime().toString(36);
  const links: Link[] = [];
  const sessions: Session[] = [];
  const products: (Fields & { productId: string })[] = [];

  function createLink(body: Fields): unknown {
    checkLink(body, false);
    const at = toTime(clock.now());
    const linkId = `lnk_${run}_${String(links.length + 1).padStart(4, "0")}`;
    const link: Link = { linkId, fields: body, status: "active", version: 1, createAt: at, updateAt: at };
    links.push(link);
    const { createAt: _created, updateAt: _updated, lineItems, ...rest } = linkWire(link, true);
    return { ...rest, lineItems: { lineItems, amount: rest.amount } };
  }

  function updateLink(body: Fields): unknown {
    const link = requireLink(body.linkId);
    checkLink(body, true);
    const { linkId: _linkId, ...fields } = body;
    Object.assign(link, { fields, version: link.version + 1, updateAt: toTime(clock.now()) });
    return { success: true };
  }

  function checkLink(body: Fields, isUpdate: boolean): void {
    checkLinkFields(body, isUpdate);
    if (body.accountId !== account.accountId) throw new Refusal(400101, "invalid field format: accountId");
    if (!account.settlementCurrencies.includes(String(body.settlementToken))) {
      throw new Refusal(400201, "unsupported currency");
    }
    for (const item of body.lineItems as Fields[]) {
      if (!products.some((each) => each.productId === item.productId)) throw new Refusal(100301, "product not found");
    }
  }

  function setStatus(link: Link, status: Link["status"]): unknown {
    if (link.status === status) throw new Refusal(100103, `payment link is ${status} already`);
    Object.assign(link, { status, updateAt: toTime(clock.now()) });
    return { success: true };
  }

  function createProduct(body: Fields): unknown {
    checkProductFields(body);
    const productId = `prd_${run}_${String(products.length + 1).padStart(4, "0")}`;
    const product = { ...body, productId, status: "active", createAt: toTime(clock.now()) };
    products.push(product);
    return product;
  }

  function listLinks(page: string, size: string): unknown {
    const shown = pageOf(links.toReversed(), page, size).map((each) => linkWire(each, false));
    return { links: shown, total: links.length, page, size };
  }

  function listProducts(page: string, size: string): unknown {
    return { products: pageOf(products.toReversed(), page, size), total: products.length, page, size };
  }

  function listSessions(list: string, page: string, size: string): unknown {
    const found = sessions.filter((each) => list === "all" || each.status === list.replace("/", "_")).toReversed();
    const shown = pageOf(found, page, size).map(sessionWire);
    return { sessions: shown, total: found.length, page: Number(page), size: Number(size) };
  }

  function requireLink(linkId: unknown): Link {
    const found = links.find((each) => each.linkId === linkId);
    if (found === undefined) throw new Refusal(100101, "payment link not found");
    return found;
  }

  function requireSession(sessionId: unknown): Session {
    const found = sessions.find((each) => each.sessionId === sessionId);
    if (found === undefined) throw new Refusal(100201, "session not found");
    return found;
  }

  function linkWire(link: Link, hasProducts: boolean) {
    const { lineItems, ...fields } = link.fields;
    const items = (lineItems as Fields[]).map((item, at) => {
      const { name: productName, description: productDescription } =
        products.find((each) => each.productId === item.productId) ?? ({} as Fields);
      const productData = hasProducts && { productData: { productName, productDescription, attributes: [] } };
      return { lineItemId: `li_${link.linkId}_${at + 1}`, unitPrice: 0, ...item, ...productData };
    });
    const { linkId, status, createAt, updateAt } = link;
    const linkUrl = `${baseUrl}/entry/payment-link/${linkId}`;
    const versionCode = `ver_${linkId}_${link.version}`;
    return {
      ...fields,
      linkId,
      lineItems: { items },
      amount: Number(priceOf(link)),
      linkUrl,
      status,
      versionCode,
      createAt,
      updateAt,
    };
  }

  function linkDetail(link: Link) {
    const { accountName, accountAddress } = account;
    const tokenId = String(link.fields.settlementToken);
    const symbol = tokenId.split("::")[1]?.toUpperCase();
    const settlementTokenInfo = {
      tokenId,
      contractAddress: accountAddress,
      name: symbol,
      symbol,
      decimals: 6,
      chainId: "137",
    };
    return { ...linkWire(link, true), accountName, accountAddress, settlementTokenInfo };
  }

  function sessionWire(session: Session) {
    const { sessionId, link, status, createAt } = session;
    const { settlementToken, feeModel, payerEmailRequired, successUrl } = link.fields;
    const amount = Number(session.amount);
    const feeValue = Math.floor((amount * 6) / 1_000);
    const isPaid = status !== "initialized";
    const totalValue = feeModel === 2 ? amount + feeValue : amount;
    const transaction = {
      orderId: `ord_${sessionId}`,
      channelId: "polygon",
      totalValue,
      paymentValue: amount,
      feeValue,
    };
    return {
      session: {
        sessionId,
        sessionType: "payment",
        businessId: link.linkId,
        businessType: "payment_link",
        payerEmailRequired: payerEmailRequired ?? 0,
        settlementToken,
        feeModel,
        amount,
        lineItems: linkWire(link, true).lineItems,
        successUrl,
        paymentUrl: `${baseUrl}/entry/session/${sessionId}`,
        paymentSucceededTime: session.paidAt,
        settlementSucceededTime: session.settledAt,
        createAt,
        status,
      },
      ...(isPaid && { transaction }),
    };
  }

  function priceOf(link: Link): bigint {
    const items = link.fields.lineItems as { quantity: number; unitPrice?: number }[];
    return items.reduce((sum, each) => sum + BigInt(each.quantity) * BigInt(each.unitPrice ?? 0), 0n);
  }

  function start(link: Link, amount: bigint): Session {
    const sessionId = `sess_${run}_${String(sessions.length + 1).padStart(4, "0")}`;
    const createAt = toTime(clock.now());
    const session: Session = {
      sessionId,
      link,
      amount,
      createAt,
      status: "initialized",
      paidAt: null,
      settledAt: null,
    };
    sessions.push(session);
    return session;
  }

  function toEmulated(link: Link): EmulatedLink {
    const { linkName, linkType, settlementToken } = link.fields as Record<string, string>;
    // GStable keeps neither a merchant's reference nor a currency, so both are read from the end of the name.
    const [named, reference = ""] = (linkName ?? "").split(" · ").slice(-2);
    const symbol = settlementToken?.split("::")[1]?.toUpperCase() ?? "";
    return {
      ref: link.linkId,
      reference,
      url: `${baseUrl}/entry/payment-link/${link.linkId}`,
      amount: linkType === "custom" ? "" : fromMicro(priceOf(link)),
      currency: named === symbol ? symbol : "USD",
      state: link.status,
      paidCount: sessions.filter((each) => each.link === link && each.status !== "initialized").length,
    };
  }

  return {
    links,
    createLink,
    updateLink,
    setStatus,
    createProduct,
    listLinks,
    listProducts,
    listSessions,
    requireLink,
    requireSession,
    linkDetail,
    sessionWire,
    priceOf,
    start,
    toEmulated,
  };
}

function pageOf<Item>(all: readonly Item[], page: string, size: string): readonly Item[] {
  const [at, count] = [Number(page), Math.min(Number(size), 100)];
  return all.slice((at - 1) * count, at * count);
}

/** What the checkout calls an item. */
export function productNameOf(item: Fields): string {
  return String((item.productData as Fields | undefined)?.productName ?? item.productId);
}
