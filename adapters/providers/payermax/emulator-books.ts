import type { Clock } from "../../../src/ports/runtime.ts";
import type { EmulatedLink } from "../../shared/emulator.ts";
import { checkCreate, checkFields, type Fields, Refusal } from "./emulator-checks.ts";

interface Order {
  readonly outTradeNo: string;
  status: "PENDING" | "SUCCESS";
  completeAt?: Date;
}

/** A link as it is kept. */
export interface Link {
  readonly linkId: string;
  readonly data: Fields;
  readonly createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  paidAmount?: string;
  order?: Order;
}

/** Empty books, and how PayerMax shows them. Source: PayerMax API reference, createPaybylink and the other calls. */
export function createBooks(settings: {
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly onRepeat: () => "first" | "error";
}) {
  const { baseUrl, clock } = settings;
  // Ids go on from the time of the start: an emulator started again never gives one twice.
  const run = clock.now().getTime().toString(36);
  const links: Link[] = [];

  function createPaybylink(data: Fields): unknown {
    checkCreate(data);
    const first = links.find((each) => each.data.merchantLinkId === data.merchantLinkId);
    if (first !== undefined) {
      if (settings.onRepeat() === "error") throw new Refusal("MERCHANT_LINK_REPEAT", "merchantLinkId repeats");
      return linkWire(first);
    }
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + Number(data.expiresTime ?? "86400") * 1000);
    const linkId = `BYL${run}${String(links.length + 1).padStart(4, "0")}`;
    const link: Link = { linkId, data, createdAt, expiresAt, isExpired: false };
    links.push(link);
    return linkWire(link);
  }

  function expirePaybylink(data: Fields): unknown {
    const link = requireLink(data);
    if (link.order?.status === "SUCCESS") throw new Refusal("LINK_STATUS_INVALID", "the link has been paid");
    if (statusOf(link) === "EXPIRED") throw new Refusal("LINK_STATUS_INVALID", "the link has expired");
    link.isExpired = true;
    return linkWire(link);
  }

  function orderQuery(data: Fields): unknown {
    const link = links.find((each) => each.order?.outTradeNo === data.outTradeNo);
    if (link?.order === undefined) throw new Refusal("ORDER_NOT_EXIST", "order not exist");
    const { outTradeNo, status, completeAt } = link.order;
    const { country, currency } = link.data;
    return {
      outTradeNo,
      totalAmount: Number(amountOf(link)),
      currency,
      country,
      status,
      completeTime: completeAt?.toISOString(),
    };
  }

  function requireLink(data: Fields): Link {
    checkFields(data, [["merchantLinkId", 64, true]]);
    const found = links.find((each) => each.data.merchantLinkId === data.merchantLinkId);
    if (found === undefined) throw new Refusal("LINK_NOT_EXIST", "link not exist");
    return found;
  }

  function statusOf(link: Link): "ACTIVE" | "EXPIRED" {
    return link.isExpired || clock.now() >= link.expiresAt ? "EXPIRED" : "ACTIVE";
  }

  function linkWire(link: Link) {
    return {
      linkId: link.linkId,
      merchantLinkId: link.data.merchantLinkId,
      linkUrl: `${baseUrl}/pay/${link.linkId}`,
      linkStatus: statusOf(link),
      qrCodeUrl: `${baseUrl}/qrcode/${link.linkId}.png`,
      expiresAt: toShanghaiTime(link.expiresAt),
    };
  }

  function queryWire(link: Link) {
    const { country, currency, description, linkDescription, goodsDetails } = link.data;
    const order = link.order ?? { outTradeNo: "", status: "PENDING" as const };
    const payByLinkInfo = [orderWire(order)];
    return {
      ...linkWire(link),
      totalAmount: amountOf(link),
      country,
      currency,
      description,
      linkDescription,
      goodsDetails,
      payByLinkInfo,
    };
  }

  function orderWire(order: Order) {
    if (order.completeAt === undefined) return { outTradeNo: order.outTradeNo, status: order.status };
    const paymentDetails = [
      { targetOrg: "", paymentMethodType: "CARD", cardInfo: { cardOrg: "VISA", "cardNumber ": "625244****9483" } },
    ];
    return {
      outTradeNo: order.outTradeNo,
      status: order.status,
      completeAt: toShanghaiTime(order.completeAt),
      paymentDetails,
    };
  }

  function open(link: Link): Order {
    link.order ??= { outTradeNo: `T2022${link.linkId}`, status: "PENDING" };
    return link.order;
  }

  function amountOf(link: Link): string {
    return link.paidAmount ?? String(link.data.totalAmount);
  }

  function stateOf(link: Link): "open" | "paid" | "closed" {
    if (link.order?.status === "SUCCESS") return "paid";
    return statusOf(link) === "ACTIVE" ? "open" : "closed";
  }

  function toEmulated(link: Link): EmulatedLink {
    const { merchantLinkId, currency } = link.data;
    const { linkId: ref, linkUrl: url, linkStatus: state } = linkWire(link);
    const paidCount = link.order?.status === "SUCCESS" ? 1 : 0;
    return {
      ref,
      reference: String(merchantLinkId),
      url,
      amount: String(link.data.totalAmount),
      currency: String(currency),
      state,
      paidCount,
    };
  }

  return {
    links,
    createPaybylink,
    queryPaybylink: (data: Fields) => queryWire(requireLink(data)),
    expirePaybylink,
    orderQuery,
    queryWire,
    open,
    stateOf,
    amountOf,
    toEmulated,
  };
}

/** An RFC 3339 time as PayerMax writes it, in China's zone. */
export function toShanghaiTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().replace("Z", "+08:00");
}
