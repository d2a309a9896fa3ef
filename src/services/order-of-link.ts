import type { PaymentLink } from "../model/payment-link.ts";
import type { LinkKey, LinkOrder } from "../ports/payment-provider.ts";

/** What the provider was, or will be, asked to make for this record. The same record always gives the same order. */
export function orderOfLink(link: PaymentLink): LinkOrder {
  const asked = link.expiresInSeconds;
  return {
    reference: link.reference,
    price: link.price,
    description: link.description,
    items: link.items,
    uses: link.uses,
    ...(link.country !== undefined && { country: link.country }),
    ...(asked !== undefined && { expiresInSeconds: asked }),
    ...(link.customerReference !== undefined && { customerReference: link.customerReference }),
    ...(link.note !== undefined && { note: link.note }),
    options: link.options,
    orderedAt: link.createdAt,
  };
}

/** How the provider finds this link. */
export function keyOfLink(link: PaymentLink): LinkKey {
  return {
    reference: link.reference,
    ...(link.ref !== undefined && { ref: link.ref }),
    price: link.price,
    orderedAt: link.createdAt,
  };
}
