import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActorId, ConversationRef } from "../model/conversation.ts";
import { requireCurrency } from "../model/currency.ts";
import type { LinkChange } from "../model/link-transition.ts";
import type { Notice, NoticeBody, NoticeId } from "../model/notice.ts";
import type { LinkId } from "../model/payment-link.ts";
import { planSend, type SendStep } from "./plan-send.ts";

const now = new Date("2026-11-21T08:00:00Z");
const usd = requireCurrency("USD");
let made = 0;

const notice = (body: NoticeBody, over: Partial<Notice> = {}): Notice => {
  made += 1;
  return {
    id: String(made) as NoticeId,
    conversation: "desk:main" as ConversationRef,
    body,
    state: "pending",
    attempts: 0,
    doubts: 0,
    storedAt: new Date(now.getTime() + made),
    ...over,
  };
};
const link = (name: string) => name as LinkId;
const card = (name: string, over?: Partial<Notice>) => notice({ kind: "card", linkId: link(name) }, over);
const change = (name: string, of: Partial<LinkChange> & { kind: LinkChange["kind"] }, over?: Partial<Notice>) =>
  notice({ kind: "change", linkId: link(name), change: { at: now, ...of } }, over);
const paid = (name: string, minor: bigint, over?: Partial<Notice>) =>
  change(name, { kind: "paid", amount: { minor, currency: usd } }, { isPaid: true, ...over });
const answer = () =>
  notice({
    kind: "reply",
    card: { summary: "hi", title: "hi" },
    to: { id: "desk:ann" as ActorId, name: "Ann" },
    locale: { language: "en", timezone: "UTC" },
    isPrivate: true,
  });
const step = (notices: readonly Notice[]): SendStep => {
  const plan = planSend(notices, now);
  if (plan.kind !== "send") throw new Error(`expected a send, got ${plan.kind}`);
  return plan.step;
};

describe("planSend", () => {
  it("sends a link's card before its changes", () => {
    const told = change("A", { kind: "disabled" });
    const shown = card("A");

    expect(step([told, shown]).body.kind).toBe("card");
  });

  it("merges edits of one card to one, whatever came between", () => {
    const [first, between, last] = [card("A"), change("A", { kind: "disabled" }), card("A")];

    expect(step([first, between, last])).toMatchObject({ notices: [first.id], drops: [last.id] });
  });

  it("lets a link that was paid go before links that were not", () => {
    const [disabled, money] = [change("A", { kind: "disabled" }), paid("B", 100n)];

    expect(step([disabled, money]).notices).toEqual([money.id]);
  });

  it("answers people before anything else", () => {
    const [money, reply] = [paid("A", 100n), answer()];

    expect(step([money, reply]).notices).toEqual([reply.id]);
  });

  it("tells payments that gathered as one, with their count and sum, and drops none before it is out", () => {
    const payments = [paid("A", 100n), paid("A", 250n), paid("A", 50n)];

    expect(step(payments)).toMatchObject({
      notices: payments.map((each) => each.id),
      drops: [],
      body: { change: { count: 3, amount: { minor: 400n } } },
    });
  });

  it("tells a late or twofold payment by itself", () => {
    const [plain, late] = [
      paid("A", 100n),
      change("A", { kind: "paid", amount: { minor: 100n, currency: usd }, isLate: true }),
    ];

    expect(step([plain, late]).notices).toEqual([plain.id]);
  });

  it("holds a card back until its time, and says when that is", () => {
    const at = new Date(now.getTime() + 1_500);

    expect(planSend([card("A", { notBefore: at })], now)).toEqual({ kind: "wait" });
  });

  it("sends a held card at once when something newer is due for it", () => {
    const [held, due] = [card("A", { notBefore: new Date(now.getTime() + 1_500) }), card("A")];

    expect(step([held, due])).toMatchObject({ notices: [due.id], drops: [held.id] });
  });

  it("repeats a doubtful paid message once and then lets it go", () => {
    const once = paid("A", 100n, { state: "sending", attempts: 1 });
    const again = paid("A", 100n, { state: "sending", attempts: 2, doubts: 1 });

    expect(step([once])).toMatchObject({ isDoubtful: true, notices: [once.id] });
    expect(planSend([again], now)).toEqual({ kind: "drop", drops: [again.id] });
  });

  it("drops doubtful chatter", () => {
    const told = change("A", { kind: "disabled" }, { state: "sending", attempts: 1 });

    expect(planSend([told], now)).toEqual({ kind: "drop", drops: [told.id] });
  });

  it("always gives a doubtful card another go; its sender knows whether it is an edit", () => {
    expect(step([card("A", { state: "sending", attempts: 3, doubts: 2 })])).toMatchObject({
      isDoubtful: true,
      doubts: 2,
    });
  });

  it("ends, having told every payment exactly once, whatever waits", () => {
    const any = fc.array(
      fc.record({
        name: fc.constantFrom("A", "B", "C"),
        kind: fc.constantFrom("card", "paid", "disabled", "answer"),
        minor: fc.bigInt({ min: 1n, max: 1000n }),
      }),
      { maxLength: 30 },
    );

    fc.assert(
      fc.property(any, (specs) => {
        let waiting = specs.map(({ name, kind, minor }) =>
          kind === "card"
            ? card(name)
            : kind === "paid"
              ? paid(name, minor)
              : kind === "answer"
                ? answer()
                : change(name, { kind: "disabled" }),
        );
        const owed = specs.filter((spec) => spec.kind === "paid").reduce((sum, spec) => sum + spec.minor, 0n);
        let told = 0n;
        for (let sends = 0; waiting.length > 0; sends += 1) {
          if (sends > specs.length) throw new Error("does not end");
          const next = step(waiting);
          if (next.body.kind === "change") told += next.body.change.amount?.minor ?? 0n;
          const gone = new Set([...next.notices, ...next.drops]);
          waiting = waiting.filter((each) => !gone.has(each.id));
        }
        return told === owed;
      }),
    );
  });
});
