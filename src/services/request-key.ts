import { createHash } from "node:crypto";
import type { ConversationRef } from "../model/conversation.ts";
import { formatDecimal } from "../model/money.ts";
import { currencyOf, type PaymentLink } from "../model/payment-link.ts";
import type { Asker } from "./create-link.ts";

/**
 * Equal for the same person asking for the same thing in the same conversation; the digest keeps the person's words out
 * of the key. It begins with the conversation and a blank, so that the store can let it follow one that is renamed.
 */
export function requestKeyOf(link: PaymentLink, asker: Asker, place: ConversationRef): string {
  const content = [
    asker.actor.id,
    asker.againOf ?? "",
    link.account,
    currencyOf(link).code,
    link.price.kind === "fixed" ? formatDecimal(link.price.amount) : "open",
    link.description,
    link.items.map((item) => [
      item.name,
      item.quantity,
      item.unitPrice && formatDecimal(item.unitPrice),
      sorted(item.options),
    ]),
    link.uses,
    link.country ?? "",
    // "Until Friday" is a few seconds less when it is said again.
    Math.round((link.expiresInSeconds ?? 0) / 600),
    link.customerReference ?? "",
    link.note ?? "",
    sorted(link.options),
  ];
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("base64url");
  return `${place} ${digest}`;
}

function sorted(options: Readonly<Record<string, string>> = {}): readonly (readonly [string, string])[] {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
}
