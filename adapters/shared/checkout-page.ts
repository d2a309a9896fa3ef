/** What a buyer sees at an emulator's link. All text is plain. */
export interface CheckoutPage {
  readonly provider: string;
  readonly item: string;
  readonly details?: string;
  /** `49.99 USD`; undefined when the payer chooses. */
  readonly amount?: string;
  readonly currency: string;
  readonly state: "open" | "paid" | "closed";
  /** Said instead of the button when the link cannot be paid. */
  readonly message?: string;
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f4f6; color: #111827; }
  main { background: #fff; border-radius: 16px; box-shadow: 0 8px 30px #0002; padding: 32px; width: min(380px, 90vw); box-sizing: border-box; }
  .badge { display: inline-block; font-size: 12px; font-weight: 600; letter-spacing: .04em; background: #fef3c7; color: #92400e; padding: 2px 10px; border-radius: 99px; }
  h1 { font-size: 18px; margin: 16px 0 4px; overflow-wrap: anywhere; }
  p { margin: 0; color: #6b7280; overflow-wrap: anywhere; }
  .amount { font-size: 34px; font-weight: 700; margin: 20px 0; }
  input { font: inherit; padding: 12px; width: 100%; box-sizing: border-box; border: 1px solid #d1d5db; border-radius: 10px; margin: 8px 0 12px; }
  button { font: inherit; font-weight: 600; width: 100%; padding: 14px; border: 0; border-radius: 10px; background: #2563eb; color: #fff; cursor: pointer; }
  button:hover { background: #1d4ed8; }
  .done { text-align: center; font-weight: 600; padding: 14px; border-radius: 10px; background: #d1fae5; color: #065f46; }
  .closed { text-align: center; font-weight: 600; padding: 14px; border-radius: 10px; background: #fee2e2; color: #991b1b; }
  @media (prefers-color-scheme: dark) {
    body { background: #111827; color: #f9fafb; } main { background: #1f2937; } p { color: #9ca3af; }
  }`;

/** A small page with the item, the amount and a Pay button that posts to the page's own address. */
export function renderCheckoutPage(page: CheckoutPage): string {
  const action =
    page.state === "paid"
      ? `<div class="done">${escapeHtml(page.message ?? "Paid. Thank you.")}</div>`
      : page.state === "closed"
        ? `<div class="closed">${escapeHtml(page.message ?? "This link is closed.")}</div>`
        : `<form method="post">${page.amount === undefined ? amountInput(page.currency) : ""}<button>Pay${page.amount === undefined ? "" : ` ${escapeHtml(page.amount)}`}</button></form>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.item)} · ${escapeHtml(page.provider)}</title><style>${style}</style></head>
<body><main><span class="badge">EMULATOR · NO REAL MONEY</span>
<h1>${escapeHtml(page.item)}</h1><p>${escapeHtml(page.details ?? "")}</p>
<div class="amount">${escapeHtml(page.amount ?? "")}</div>
${action}
<p style="margin-top:20px;font-size:13px">Checkout by the ${escapeHtml(page.provider)} emulator</p></main></body></html>`;
}

/** The five characters that mean something in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function amountInput(currency: string): string {
  return `<label>Amount in ${escapeHtml(currency)}<input name="amount" inputmode="decimal" required pattern="\\d+(\\.\\d+)?"></label>`;
}
