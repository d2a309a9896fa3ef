import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Actor, ConversationRef } from "./conversation.ts";
import { requireCurrency } from "./currency.ts";
import {
  applyArchived,
  applyClosed,
  applyClosingAsked,
  applyClosingRefused,
  applyEnabled,
  applyEvent,
  applyFailed,
  applyMade,
  applyUnknown,
  eventsOfSnapshot,
  requestClosing,
  statusMoves,
  type Transition,
} from "./link-transition.ts";
import type { PaymentEvent } from "./payment-event.ts";
import { type LinkStatus, linkStatuses, type PaymentLink, type ProviderRef } from "./payment-link.ts";
import type { ProviderLink } from "./provider-link.ts";

const usd = requireCurrency("USD");
const asked = { minor: 4999n, currency: usd };
const now = new Date("2026-11-21T08:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const ref = "pl_1" as ProviderRef;
const person: Actor = { id: "console:you" as Actor["id"], name: "you" };

const creating: PaymentLink = {
  id: "L7K2QM" as PaymentLink["id"],
  revision: 1,
  provider: "onerway" as PaymentLink["provider"],
  account: "onerway:default" as PaymentLink["account"],
  mode: "test",
  reference: "L7K2QM-1" as PaymentLink["reference"],
  price: { kind: "fixed", amount: asked },
  description: "Annual membership",
  items: [{ name: "Annual membership", quantity: 1, unitPrice: asked }],
  uses: "once",
  options: {},
  status: "creating",
  payments: { count: 0, sum: 0n, refunded: 0n, settled: 0 },
  marks: {},
  origin: "console:main" as ConversationRef,
  createdBy: person,
  locale: { language: "en", timezone: "UTC" },
  createdAt: now,
  changedAt: now,
};
const made: ProviderLink = { ref, url: "https://pay.example.com/pl_1", state: "active" };
const active = applyMade(creating, made, now).link;
const paid = (over: Partial<PaymentEvent> = {}): PaymentEvent => ({
  kind: "payment.succeeded",
  key: "p1",
  ref,
  occurredAt: now,
  amount: asked,
  ...over,
});
const kinds = (transition: Transition) => transition.changes.map((change) => change.kind);

describe("making a link", () => {
  it("becomes active with what the provider returned", () => {
    expect(active).toMatchObject({ status: "active", ref, url: made.url, madeAt: now });
  });

  it("changes nothing when the answer comes a second time", () => {
    expect(applyMade(active, made, later(1))).toEqual({ link: active, changes: [] });
  });

  it("waits as unknown, then becomes active when the look-up finds it", () => {
    const unknown = applyUnknown(creating, now).link;

    expect(unknown.status).toBe("unknown");
    expect(applyMade(unknown, made, later(5)).link.status).toBe("active");
  });

  it("closes and tells a link that turns up after it was said not to exist", () => {
    const failed = applyFailed(applyUnknown(creating, now).link, { code: "not-made" }, now).link;
    const found = applyMade(failed, made, later(600));

    expect(kinds(found)).toEqual(["found-late"]);
    expect(found.link).toMatchObject({ status: "failed", closing: { reason: "abandoned" } });
  });

  it("is paid even when the money is heard of before the answer", () => {
    const early = applyEvent(creating, paid(), now).link;

    // Money proves that it was made.
    expect(early).toMatchObject({ status: "paid", madeAt: now });
    expect(applyMade(early, made, later(1)).link).toMatchObject({ status: "paid", url: made.url, madeAt: now });
  });
});

describe("money", () => {
  it("pays a once link", () => {
    const result = applyEvent(active, paid(), now);

    expect(result.link).toMatchObject({ status: "paid", payments: { count: 1, sum: 4999n } });
    expect(result.changes).toMatchObject([{ kind: "paid", amount: asked }]);
  });

  it("is told as paid twice when it comes to a paid link", () => {
    const first = applyEvent(active, paid(), now).link;
    const second = applyEvent(first, paid({ key: "p2" }), later(1));

    expect(second.changes).toMatchObject([{ kind: "paid", isTwice: true }]);
    expect(second.link.marks.isTwice).toBe(true);
  });

  it("is late after the link was disabled, and pays it all the same", () => {
    const disabled = applyClosed(requestClosing(active, "asked", now, person).link, later(1)).link;
    const result = applyEvent(disabled, paid({ occurredAt: later(60) }), later(61));

    expect(result.link).toMatchObject({ status: "paid", marks: { isLate: true } });
  });

  it("is not late when it was paid before the end but heard of after", () => {
    const expired = applyEvent(
      { ...active, expiresAt: later(100) },
      { kind: "link.expired", key: "e", ref, occurredAt: later(100) },
      later(101),
    ).link;
    const result = applyEvent(expired, paid({ occurredAt: later(99) }), later(200));

    expect(result.link.status).toBe("paid");
    expect(result.link.marks.isLate).toBeUndefined();
  });

  it("of another amount or currency is never plain paid", () => {
    const less = applyEvent(active, paid({ amount: { minor: 4000n, currency: usd } }), now);
    const other = applyEvent(active, paid({ amount: { minor: 4999n, currency: requireCurrency("EUR") } }), now);

    expect(less.changes[0]).toMatchObject({ isMismatch: true });
    expect(less.link.marks.mismatch?.paid.minor).toBe(4000n);
    expect(other.link).toMatchObject({ payments: { count: 1, sum: 0n }, marks: { mismatch: {} } });
  });

  it("within what the provider said may be expected is no mismatch", () => {
    const withFee = { ...active, expected: { least: 4999n, most: 5100n } };

    expect(
      applyEvent(withFee, paid({ amount: { minor: 5050n, currency: usd } }), now).link.marks.mismatch,
    ).toBeUndefined();
  });

  it.each([
    ["has no upper bound when only the least is known", { least: 4999n }, 9_000n, 1, true],
    ["has no lower bound when only the most is known", { most: 4999n }, 1n, 1, true],
    ["still has the bound that is given", { least: 4999n }, 4998n, 1, false],
    ["is anything when neither is known", {}, 1n, 1, true],
    ["of several payments at once is bounded by as many", { least: 4999n, most: 5100n }, 10_201n, 2, false],
  ])("that may be expected %s", (_name, expected, minor, count, isExpected) => {
    const result = applyEvent({ ...active, expected }, paid({ amount: { minor, currency: usd }, count }), now);

    expect(result.link.marks.mismatch === undefined).toBe(isExpected);
  });

  it("counts on a link for many uses and leaves it active", () => {
    const many: PaymentLink = { ...active, uses: "many" };
    const twice = applyEvent(applyEvent(many, paid(), now).link, paid({ key: "p2" }), now).link;

    expect(twice).toMatchObject({ status: "active", payments: { count: 2, sum: 9998n }, marks: {} });
  });

  it("that arrives while a person's disable is under way leaves the closing to go on", () => {
    const disabling = requestClosing(active, "asked", now, person).link;
    const result = applyEvent(disabling, paid(), now).link;

    expect(result).toMatchObject({ status: "paid", closing: { reason: "paid" } });
    expect(applyClosed(result, later(1)).link).toMatchObject({ status: "paid" });
  });

  it("that goes back is kept apart", () => {
    const link = applyEvent(
      applyEvent(active, paid(), now).link,
      { kind: "payment.refunded", key: "r1", ref, occurredAt: now, amount: asked },
      now,
    ).link;

    expect(link).toMatchObject({ status: "paid", payments: { sum: 4999n, refunded: 4999n } });
  });
});

describe("stopping", () => {
  it("is confirmed only by the provider", () => {
    const disabling = requestClosing(active, "asked", now, person);
    const askedFor = applyClosingAsked(disabling.link).link;
    const closed = applyClosed(askedFor, later(2));

    expect(disabling.link.status).toBe("disabling");
    expect(askedFor).toMatchObject({ status: "disabling", closing: { isAsked: true } });
    expect(closed.link).toMatchObject({ status: "disabled", closedAt: later(2) });
    expect(closed.changes).toMatchObject([{ kind: "disabled", by: person }]);
  });

  it("that is refused leaves the link payable and says so", () => {
    const refused = applyClosingRefused(requestClosing(active, "asked", now, person).link, "rejected", now);

    expect(refused.link.status).toBe("active");
    expect(kinds(refused)).toEqual(["refused"]);
  });

  it("at its time ends as expired", () => {
    const closed = applyClosed(
      requestClosing({ ...active, expiresAt: later(10) }, "expired", later(11)).link,
      later(12),
    );

    expect(closed.link).toMatchObject({ status: "expired", closedAt: later(10) });
  });

  it("can be undone until the link is archived", () => {
    const disabled = applyClosed(requestClosing(active, "asked", now).link, now).link;

    expect(applyEnabled(disabled, later(1)).link).toMatchObject({ status: "active" });
    expect(applyEnabled(applyArchived(disabled, now).link, later(1)).changes).toEqual([]);
  });
});

describe("a provider's view", () => {
  it("that only counts gives one fact for what is new, and none the second time", () => {
    const seen: ProviderLink = { ...made, totals: { count: 2, sum: { minor: 9998n, currency: usd } } };
    const [event, ...more] = eventsOfSnapshot(active, seen, later(1));
    const after = applyEvent(active, event as PaymentEvent, later(1)).link;

    expect(more).toEqual([]);
    expect(event).toMatchObject({ key: "pl_1#2", count: 2, amount: { minor: 9998n } });
    expect(after).toMatchObject({ payments: { count: 2, sum: 9998n }, marks: { isTwice: true } });
    expect(eventsOfSnapshot(after, seen, later(2))).toEqual([]);
  });

  it("that counts less than we know says nothing", () => {
    const after = applyEvent(active, paid(), now).link;

    expect(
      eventsOfSnapshot(after, { ...made, totals: { count: 0, sum: { minor: 0n, currency: usd } } }, later(1)),
    ).toEqual([]);
  });

  it("that began before our last change says nothing of the state", () => {
    const disabling = requestClosing(active, "asked", later(10), person).link;

    expect(eventsOfSnapshot(disabling, { ...made, state: "disabled" }, later(5))).toEqual([]);
    expect(eventsOfSnapshot(disabling, { ...made, state: "disabled" }, later(15))).toMatchObject([
      { kind: "link.disabled" },
    ]);
  });

  it("of a paid link that ran out at the provider ends its closing", () => {
    const closing = requestClosing(applyEvent(active, paid(), now).link, "paid", now).link;
    const [event] = eventsOfSnapshot(closing, { ...made, state: "expired" }, later(1));
    const closed = applyEvent(closing, event as PaymentEvent, later(1)).link;

    expect(closed).toMatchObject({ status: "paid", closedAt: later(1) });
    expect(closed.closing).toBeUndefined();
  });

  it("of a link somebody stopped at the provider disables it here", () => {
    expect(eventsOfSnapshot(active, { ...made, state: "disabled" }, later(1))).toMatchObject([
      { kind: "link.disabled" },
    ]);
    expect(eventsOfSnapshot(active, { ...made, state: "unclear" }, later(1))).toEqual([]);
  });
});

describe("whatever happens in whatever order", () => {
  const amount = fc.constantFrom(asked, { minor: 4000n, currency: usd });
  const seconds = fc.integer({ min: -100, max: 100 });
  const step: fc.Arbitrary<(link: PaymentLink) => Transition> = fc.oneof(
    fc
      .record({ key: fc.string(), amount, at: seconds })
      .map(
        (each) => (link: PaymentLink) =>
          applyEvent(link, paid({ key: each.key, amount: each.amount, occurredAt: later(each.at) }), now),
      ),
    fc
      .constantFrom<PaymentEvent["kind"]>(
        "link.expired",
        "link.disabled",
        "link.enabled",
        "payment.failed",
        "payment.settled",
        "payment.refunded",
      )
      .map(
        (kind) => (link: PaymentLink) =>
          applyEvent(link, { kind, key: kind, ref, occurredAt: now, amount: asked }, now),
      ),
    fc.constantFrom<(link: PaymentLink) => Transition>(
      (link) => applyMade(link, made, now),
      (link) => applyUnknown(link, now),
      (link) => applyFailed(link, { code: "rejected" }, now),
      (link) => requestClosing(link, "asked", now, person),
      (link) => requestClosing(link, "expired", now),
      (link) => applyClosed(link, now),
      (link) => applyClosingRefused(link, "rejected", now),
      (link) => applyArchived(link, now),
      (link) => applyEnabled(link, now),
    ),
  );
  const uses = fc.constantFrom<PaymentLink["uses"]>("once", "many");

  it("only moves of the table are made, and paid is never left", () => {
    fc.assert(
      fc.property(uses, fc.array(step, { maxLength: 25 }), (use, steps) => {
        let link: PaymentLink = { ...creating, uses: use };
        for (const take of steps) {
          const next = take(link).link;
          const isMove = next.status === link.status || statusMoves[link.status].includes(next.status);
          if (!isMove) throw new Error(`${link.status} -> ${next.status}`);
          link = next;
        }
      }),
    );
  });

  it("money is counted exactly once per fact and never taken back", () => {
    fc.assert(
      fc.property(uses, fc.array(step, { maxLength: 25 }), (use, steps) => {
        let link: PaymentLink = { ...creating, uses: use };
        let expectedSum = 0n;
        let expectedCount = 0;
        for (const take of steps) {
          const { link: next, changes } = take(link);
          for (const change of changes.filter((each) => each.kind === "paid")) {
            expectedSum += change.amount?.minor ?? 0n;
            expectedCount += change.count ?? 1;
          }
          link = next;
        }
        return link.payments.sum === expectedSum && link.payments.count === expectedCount;
      }),
    );
  });

  it("a once link with money is paid, and without money it is not", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const link = steps.reduce<PaymentLink>((current, take) => take(current).link, creating);
        return (link.status === "paid") === link.payments.count > 0;
      }),
    );
  });

  it("every status is reached by some move", () => {
    const reached = new Set<LinkStatus>(["creating", ...Object.values(statusMoves).flat()]);

    expect([...reached].sort()).toEqual([...linkStatuses].sort());
  });
});
