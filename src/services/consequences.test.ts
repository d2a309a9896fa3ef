import { describe, expect, it } from "vitest";
import { activeLink, benchTraits, seenActive, usd } from "../../test/support/service-bench.ts";
import {
  applyClosed,
  applyClosingRefused,
  applyEnabled,
  applyEvent,
  applyFailed,
  applyMade,
  applyUnknown,
  requestClosing,
  type Transition,
} from "../model/link-transition.ts";
import type { PaymentEvent } from "../model/payment-event.ts";
import { linkStatuses, type PaymentLink } from "../model/payment-link.ts";
import type { ProviderTraits } from "../ports/payment-provider.ts";
import { consequencesOf } from "./consequences.ts";

const now = new Date("2026-11-21T08:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);
const payment: PaymentEvent = { kind: "payment.succeeded", key: "p1", occurredAt: now, amount: usd(4999n) };
const nameless = (changes: Partial<PaymentLink>): PaymentLink => {
  const { ref: _ref, ...link } = activeLink(changes);
  return link;
};
const follow = (before: PaymentLink, transition: Transition, traits: Partial<ProviderTraits> = {}, sweepSeconds = 60) =>
  consequencesOf(before, transition, {
    traits: { ...benchTraits, ...traits },
    now,
    sweepSeconds,
    who: "provider:onerway",
  });
const kindsOf = (tasks: readonly { readonly kind: string }[]) => tasks.map((task) => task.kind);

describe("money at a link for one payment", () => {
  const closing = requestClosing(activeLink(), "asked", now).link;
  const failed = nameless({ status: "failed" });

  it.each([
    ["active", activeLink(), true],
    ["disabling", closing, true],
    ["not made, but known at the provider", activeLink({ status: "failed" }), true],
    ["disabled, as confirmed", applyClosed(closing, now).link, false],
    ["expired, as the provider said", activeLink({ status: "expired", closedAt: now }), false],
    ["archived", activeLink({ status: "disabled", isArchived: true }), false],
  ])("closes a reusable one that is %s: %s", (_name, before, isClosed) => {
    const { links } = follow(before, applyEvent(before, payment, now));

    expect(links[0]?.closing?.reason).toBe(isClosed ? "paid" : undefined);
  });

  it("leaves alone a link that its provider closes by itself", () => {
    const { links, tasks } = follow(activeLink(), applyEvent(activeLink(), payment, now), { nativeUses: "once" });

    expect(links[0]?.closing).toBeUndefined();
    expect(kindsOf(tasks)).not.toContain("close");
  });

  it("that we cannot name yet has it looked up, and closed as soon as it has a name", () => {
    const paid = follow(failed, applyEvent(failed, payment, now));
    const found = follow(paid.links[0] ?? failed, applyMade(paid.links[0] ?? failed, seenActive, now));

    expect(kindsOf(paid.tasks)).toEqual(["resolve"]);
    expect(found.links[0]?.closing?.reason).toBe("paid");
    expect(kindsOf(found.tasks)).toContain("close");
  });
});

describe("tasks", () => {
  it("to resolve an unknown create stay until the link has a name", () => {
    const unknown = nameless({ status: "unknown" });
    const paid = follow(unknown, applyEvent(unknown, payment, now));
    const made = follow(unknown, applyMade(unknown, seenActive, now));

    expect(kindsOf(paid.cancelTasks)).not.toContain("resolve");
    expect(kindsOf(made.cancelTasks)).toContain("resolve");
  });

  it("to close go only with the closing itself", () => {
    const asked = requestClosing(activeLink(), "asked", now);
    expect(kindsOf(follow(activeLink(), asked).tasks)).toContain("close");
    expect(kindsOf(follow(activeLink(), asked).cancelTasks)).not.toContain("close");
    expect(kindsOf(follow(asked.link, applyClosed(asked.link, now)).cancelTasks)).toContain("close");
    expect(
      kindsOf(follow(activeLink(), applyEvent(activeLink(), payment, now), { nativeUses: "once" }).cancelTasks),
    ).not.toContain("close");
  });

  it("to expire follow the link's time, and end with the link", () => {
    const expiresAt = later(3_600_000);
    const creating = nameless({ status: "creating", expiresAt });
    const made = follow(creating, applyMade(creating, seenActive, now));
    const prolonged = follow(activeLink({ expiresAt }), {
      link: activeLink({ expiresAt: later(7_200_000) }),
      changes: [],
    });
    const paid = follow(activeLink({ expiresAt }), applyEvent(activeLink({ expiresAt }), payment, now));

    expect(made.tasks).toContainEqual(expect.objectContaining({ kind: "expire", dueAt: expiresAt }));
    expect(prolonged.tasks).toContainEqual(expect.objectContaining({ kind: "expire", dueAt: later(7_200_000) }));
    expect(kindsOf(paid.cancelTasks)).toContain("expire");
  });

  it("to expire wait a day when the provider refused to stop a link whose time is over", () => {
    const over = requestClosing(activeLink({ expiresAt: later(-1_000), expiryBy: "paylink" }), "expired", now).link;
    const refused = follow(over, applyClosingRefused(over, "rejected", now));

    expect(refused.tasks).toContainEqual(expect.objectContaining({ kind: "expire", dueAt: later(86_400_000) }));
  });

  it("to expire begin anew when a disabled link is opened again", () => {
    const disabled = activeLink({ status: "disabled", expiresAt: later(1_000) });
    const enabled = follow(disabled, applyEnabled(disabled, now));

    expect(kindsOf(enabled.tasks)).toContain("expire");
  });

  it.each(linkStatuses.filter((status) => status !== "creating" && status !== "unknown"))(
    "to sweep begin whenever a link becomes %s, and never without a name or with routine checks off",
    (status) => {
      const before = activeLink({ status: status === "active" ? "disabled" : "active" });
      const link = activeLink({ status });

      expect(kindsOf(follow(before, { link, changes: [] }).tasks)).toContain("sweep");
      expect(kindsOf(follow(before, { link, changes: [] }, {}, 0).tasks)).not.toContain("sweep");
      expect(kindsOf(follow(before, { link: nameless({ status }), changes: [] }).tasks)).not.toContain("sweep");
    },
  );

  it("to sweep are left as they are when the status stays", () => {
    const before = activeLink({ uses: "many" });

    expect(kindsOf(follow(before, applyEvent(before, payment, now)).tasks)).not.toContain("sweep");
  });

  it("are none when nothing changed", () => {
    expect(follow(activeLink(), { link: activeLink(), changes: [] })).toMatchObject({ cancelTasks: [] });
    const link = activeLink();
    expect(follow(link, { link, changes: [] })).toEqual({
      links: [],
      tasks: [],
      cancelTasks: [],
      notices: [],
      audit: [],
    });
  });
});

describe("what is told", () => {
  it("is the card first, then each change under it, paid ones ahead of other links", () => {
    const { notices } = follow(activeLink(), applyEvent(activeLink(), payment, now));

    expect(notices.map(({ body }) => body.kind)).toEqual(["card", "change"]);
    expect(notices.map(({ isPaid }) => isPaid)).toEqual([undefined, true]);
  });

  it("of further payments of a link for many waits for the full minute", () => {
    const before = activeLink({ uses: "many", lastPaymentAt: later(-5_000) });
    const at = new Date("2026-11-21T08:00:30Z");
    const transition = applyEvent(before, payment, at);
    const { notices } = consequencesOf(before, transition, {
      traits: benchTraits,
      now: at,
      sweepSeconds: 60,
      who: "x",
    });

    expect(notices.map(({ notBefore }) => notBefore)).toEqual([undefined, new Date("2026-11-21T08:01:00Z")]);
  });

  it.each([
    ["open", activeLink(), ["card", "change"]],
    ["paid already", activeLink({ status: "paid" }), []],
    ["disabled", activeLink({ status: "disabled" }), []],
  ])("of a failed payment attempt matters only while the link is %s", (_name, before, kinds) => {
    const attempt = applyEvent(before, { ...payment, kind: "payment.failed" }, now);

    expect(follow(before, attempt).notices.map(({ body }) => body.kind)).toEqual(kinds);
    expect(follow(before, attempt).audit).toHaveLength(1);
  });

  it("of a change of facts alone is the card", () => {
    const link = activeLink({ url: "https://pay.example/2" });

    expect(follow(activeLink(), { link, changes: [] }).notices.map(({ body }) => body.kind)).toEqual(["card"]);
  });
});

describe("the audit trail", () => {
  const creating = nameless({ status: "creating" });
  const unknown = applyUnknown(creating, now).link;

  it.each([
    [applyMade(creating, seenActive, now), "link.created", "done"],
    [applyUnknown(creating, now), "link.create-unknown", "unknown"],
    [applyFailed(unknown, { code: "not-made" }, now), "link.failed", "failed"],
    [applyEvent(activeLink(), payment, now), "payment.succeeded", "done"],
  ])("has one row for each change (%#)", (transition, what, outcome) => {
    const { audit } = follow(creating, transition);

    expect(audit).toHaveLength(1);
    expect(audit[0]).toMatchObject({ what, outcome, who: "provider:onerway" });
  });
});
