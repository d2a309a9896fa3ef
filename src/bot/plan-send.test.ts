import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerNotice as answer,
  cardNotice as card,
  changeNotice as change,
  noticedAt as now,
  paidNotice as paid,
} from "../../test/support/notice-samples.ts";
import { requireCurrency } from "../model/currency.ts";
import type { Notice } from "../model/notice.ts";
import { planSend, type SendStep } from "./plan-send.ts";

const plain = { kind: "paid", amount: { minor: 100n, currency: requireCurrency("USD") } } as const;
const later = new Date(now.getTime() + 1_500);
const step = (notices: readonly Notice[]): SendStep => {
  const plan = planSend(notices, now);
  if (plan.kind !== "send") throw new Error(`expected a send, got ${plan.kind}`);
  return plan.step;
};

describe("planSend", () => {
  it("sends a link's card before its changes", () => {
    const [shown, told] = [card("A"), change("A", { kind: "disabled" })];

    expect(step([shown, told]).notices).toEqual([shown.id]);
  });

  it("merges edits of one card to one, whatever came between", () => {
    const [first, between, last] = [card("A"), change("A", { kind: "disabled" }), card("A")];

    expect(step([first, between, last])).toMatchObject({ notices: [first.id], drops: [last.id] });
  });

  it("tells a change before an edit that came after it, however many edits come", () => {
    const [money, edit, more] = [paid("A", 100n), card("A"), paid("A", 250n)];

    expect(step([money, edit, more]).notices).toEqual([money.id]);
  });

  it("edits the card first where gathered payments would be told in two messages", () => {
    const notBefore = now;
    const [money, edit, more] = [paid("A", 100n, { notBefore }), card("A"), paid("A", 250n, { notBefore })];

    expect(step([money, edit, more]).notices).toEqual([edit.id]);
    expect(step([money, more, edit]).notices).toEqual([money.id, more.id]);
  });

  it("lets a link that was paid go before links that were not", () => {
    const [disabled, money] = [change("A", { kind: "disabled" }), paid("B", 100n)];

    expect(step([disabled, money]).notices).toEqual([money.id]);
  });

  it("lets an edit wait its turn while nobody need hear of its payment yet", () => {
    const [gathered, disabled] = [paid("A", 100n, { notBefore: later }), change("B", { kind: "disabled" })];
    const edit = card("A", { isPaid: true });

    expect(step([gathered, disabled, edit]).notices).toEqual([disabled.id]);
  });

  it("takes what has been due the longest first, not what was stored first", () => {
    const [gathered, waiting] = [paid("A", 100n, { notBefore: now }), paid("B", 100n)];

    expect(step([gathered, waiting]).notices).toEqual([waiting.id]);
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

  it("tells payments before their arrival at the merchant, and arrivals as one", () => {
    const [first, second] = [paid("A", 100n), paid("A", 250n)];
    const [arrived, alsoArrived] = [change("A", { kind: "settled" }), change("A", { kind: "settled" })];

    expect(step([arrived, first, alsoArrived, second]).notices).toEqual([first.id, second.id]);
    expect(step([arrived, alsoArrived])).toMatchObject({
      notices: [arrived.id, alsoArrived.id],
      body: { change: { kind: "settled", count: 2 } },
    });
  });

  it("tells a late or twofold payment by itself", () => {
    const [ordinary, late, more] = [paid("A", 100n), change("A", { ...plain, isLate: true }), paid("A", 100n)];

    expect(step([ordinary, late, more]).notices).toEqual([ordinary.id]);
    expect(step([late, more]).notices).toEqual([late.id]);
  });

  it("holds a card back until its time, and says when that is", () => {
    expect(planSend([card("A", { notBefore: later })], now)).toEqual({ kind: "wait" });
  });

  it("sends a held card at once when something newer is due for it", () => {
    const [held, due] = [card("A", { notBefore: later }), card("A")];

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
    const kinds = ["card", "paid", "settled", "answer", "late", "disabled"] as const;
    const any = fc.constantFrom(2, 4, 6).chain((kindsUsed) =>
      fc.array(
        fc.record({
          name: fc.constantFrom("A", "B", "C"),
          kind: fc.constantFrom(...kinds.slice(0, kindsUsed)),
          minor: fc.bigInt({ min: 1n, max: 1000n }),
        }),
        { maxLength: 150, size: "max" },
      ),
    );
    let merges = 0;

    fc.assert(
      fc.property(any, (specs) => {
        let waiting = specs.map(({ name, kind, minor }) => {
          if (kind === "card") return card(name);
          if (kind === "answer") return answer();
          if (kind === "paid") return paid(name, minor);
          if (kind === "late") return change(name, { ...plain, amount: { ...plain.amount, minor }, isLate: true });
          return change(name, { kind });
        });
        const owed = moneyIn(waiting);
        let told = 0n;
        for (let plans = 0; waiting.length > 0; plans += 1) {
          if (plans > specs.length) throw new Error("does not end");
          const plan = planSend(waiting, now);
          if (plan.kind !== "send" && plan.kind !== "merge") throw new Error(`expected no ${plan.kind}`);
          const gone = new Set(plan.kind === "merge" ? plan.merged : [...plan.step.notices, ...plan.step.drops]);
          waiting = waiting.filter((each) => !gone.has(each.id));
          if (plan.kind === "merge") waiting = waiting.map((each) => amendedBy(plan.amended, each));
          else told += moneyIn([plan.step]);
          merges += Number(plan.kind === "merge");
        }
        return told === owed;
      }),
    );
    expect(merges).toBeGreaterThan(0);
  });
});

function amendedBy(amended: readonly Pick<Notice, "id" | "body">[], notice: Notice): Notice {
  return { ...notice, ...amended.find(({ id }) => id === notice.id) };
}

function moneyIn(said: readonly Pick<Notice, "body">[]): bigint {
  return said.reduce((sum, { body }) => sum + (body.kind === "change" ? (body.change.amount?.minor ?? 0n) : 0n), 0n);
}
