import type { Card } from "../../src/model/card.ts";
import { currencies } from "../../src/model/currency.ts";
import { StoreUnavailableError } from "../../src/model/errors.ts";
import type { PaymentLink } from "../../src/model/payment-link.ts";
import type { ChatDelivery, ChatHost, Defaults, ProviderFacts } from "../../src/ports/chat-platform.ts";

/** A bot that only keeps what platforms hand to it, and can be slow or broken about it. */
export class FakeHost implements ChatHost {
  /** Stored once each, oldest first. */
  readonly accepted: ChatDelivery[] = [];
  /** Every delivery handed over, duplicates and refused ones included. */
  readonly offered: ChatDelivery[] = [];
  readonly said: { readonly key: string; readonly facts: Readonly<Record<string, string>> }[] = [];
  facts: readonly ProviderFacts[] = [];
  known: readonly PaymentLink[] = [];
  isStoreDown = false;
  private gate: { readonly reached: () => void; readonly open: Promise<void> } | undefined;

  async accept(delivery: ChatDelivery): Promise<"accepted" | "duplicate"> {
    this.offered.push(delivery);
    const gate = this.gate;
    if (gate !== undefined) {
      gate.reached();
      await gate.open;
    }
    if (this.isStoreDown) throw new StoreUnavailableError("the store is away");
    if (this.accepted.some((each) => each.key === delivery.key)) return "duplicate";
    this.accepted.push(delivery);
    return "accepted";
  }

  /** Holds every `accept` from now on: `reached` when one waits, `release` lets all go. */
  hold(): { readonly reached: Promise<void>; readonly release: () => void } {
    const reached = Promise.withResolvers<void>();
    const open = Promise.withResolvers<void>();
    this.gate = { reached: reached.resolve, open: open.promise };
    return {
      reached: reached.promise,
      release: () => {
        this.gate = undefined;
        open.resolve();
      },
    };
  }

  providers(): readonly ProviderFacts[] {
    return this.facts;
  }

  async currencies(words: string) {
    const wanted = words.toUpperCase();
    return currencies.filter((each) => each.code.includes(wanted) || each.name.en.toUpperCase().includes(wanted));
  }

  async defaults(): Promise<Defaults> {
    return { currency: "USD", language: "en", timezone: "UTC" };
  }

  async links() {
    return this.known;
  }

  card(link: PaymentLink): Card {
    return {
      summary: `Link ${link.id}`,
      title: link.description,
      badge: { text: link.status, tone: "neutral" },
      facts: [{ label: "Id", value: link.id }],
      buttons: [{ label: "Refresh", action: { kind: "command", command: `refresh ${link.id}` } }],
    };
  }

  async preview(text: string) {
    const found = /^(?:create )?(\d+(?:\.\d+)?) ([A-Z]{3}) (.+)$/.exec(text);
    return found === null ? undefined : { amount: `${found[1]} ${found[2]}`, description: found[3] ?? "" };
  }

  /** The key in brackets: tests ask which sentence was said, not how it reads. */
  say(key: string, _language: "en" | "zh", facts: Readonly<Record<string, string>> = {}): string {
    this.said.push({ key, facts });
    return `[${key}]`;
  }
}
