import type { CreateDraft, CreateRequest, NumberReading } from "../model/intent.ts";
import { formatDecimal, type Money } from "../model/money.ts";

/** A finished request as the draft that would make it, so that it can be stored and corrected. */
export function draftOfRequest(request: CreateRequest): CreateDraft {
  const { price, items } = request;
  return {
    ...(price.kind === "fixed" && items.length === 0 && { amount: readingOf(price.amount) }),
    ...(price.kind === "open" && { isOpenAmount: true }),
    currency: price.kind === "fixed" ? price.amount.currency.code : price.currency.code,
    description: request.description,
    ...(items.length > 0 && {
      items: items.map((item) => ({
        name: item.name,
        quantity: item.quantity,
        ...(item.unitPrice !== undefined && { price: readingOf(item.unitPrice) }),
        ...(item.options !== undefined && { options: item.options }),
      })),
    }),
    ...(request.provider !== undefined && { provider: request.provider }),
    ...(request.country !== undefined && { country: request.country }),
    ...(request.expiresInSeconds !== undefined && { expiresInSeconds: request.expiresInSeconds }),
    ...(request.uses !== undefined && { uses: request.uses }),
    ...(request.customerReference !== undefined && { customerReference: request.customerReference }),
    ...(request.customer !== undefined && { customer: request.customer }),
    ...(request.note !== undefined && { note: request.note }),
    ...(Object.keys(request.options).length > 0 && { options: request.options }),
  };
}

function readingOf(money: Money): NumberReading {
  const written = formatDecimal(money);
  return { written, values: [written] };
}
