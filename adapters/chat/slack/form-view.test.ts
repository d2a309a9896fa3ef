import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OptionField, OptionType } from "../../../src/model/option.ts";
import type { ProviderId } from "../../../src/model/payment-link.ts";
import type { ProviderFacts } from "../../../src/ports/chat-platform.ts";
import { providerSample } from "../../../test/support/slack-harness.ts";
import { expectViewWithinLimits } from "../../../test/support/slack-limits.ts";
import { formView } from "./form.ts";
import { packOrigin, unpackOrigin } from "./form-origin.ts";
import { quoted } from "./quote.ts";

const words = fc.oneof(fc.string({ maxLength: 40 }), fc.constant("长".repeat(3_000)), fc.constant("x".repeat(5_000)));
const localized = fc.record({ en: words, zh: words });
const type: fc.Arbitrary<OptionType> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("text" as const, "url" as const, "email" as const, "pairs" as const),
    maxLength: fc.integer({ min: 1, max: 10_000 }),
  }),
  fc.constant({ kind: "boolean" as const }),
  fc.constant({ kind: "integer" as const, min: 0, max: 100 }),
  fc
    .uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 150 })
    .chain((values) =>
      localized.map((label) => ({ kind: "choice" as const, choices: values.map((value) => ({ value, label })) })),
    ),
);
const option: fc.Arbitrary<OptionField> = fc.record({
  key: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/),
  scope: fc.constantFrom("link" as const, "item" as const),
  label: localized,
  description: localized,
  type,
  isRequired: fc.boolean(),
  example: words,
});
const provider: fc.Arbitrary<ProviderFacts> = fc
  .uniqueArray(option, { selector: (each) => each.key, maxLength: 120 })
  .map((options) => ({ ...providerSample, options }));

describe("any provider's form", () => {
  test("is within Slack's limits, in every language, with and without all fields", () => {
    fc.assert(
      fc.property(provider, fc.constantFrom("en" as const, "zh" as const), fc.boolean(), (facts, language, isFull) => {
        const origin = { channel: "C1", ...(isFull && { isFull: true }) };
        const values = { amount: "x".repeat(500), what: "y".repeat(5_000), currency: "USD" };
        expectViewWithinLimits(formView({ language, providers: [facts, other(facts)], defaults: {}, values, origin }));
      }),
      { numRuns: 60 },
    );
  });
});

describe("what travels with the form", () => {
  test("comes back as it was", () => {
    const origin = {
      channel: "C1",
      answerHandle: "1 https://hooks.example/x",
      sourceUrl: "https://w.slack.com/a",
      isFull: true,
    };
    expect(unpackOrigin(packOrigin(origin))).toEqual(origin);
    expect(unpackOrigin("")).toEqual({});
  });

  test("leaves out an address that is too long for it", () => {
    const packed = packOrigin({ channel: "C1", sourceUrl: `https://${"x".repeat(3_000)}` });
    expect(unpackOrigin(packed)).toEqual({ channel: "C1" });
  });
});

describe("quoting", () => {
  test.each([
    ["Mug", "Mug"],
    ["INV-42", "INV-42"],
    ["Blue mug", '"Blue mug"'],
    ["a:b", '"a:b"'],
    ["5 + 3", '"5 + 3"'],
    ['say "hi"', `'say "hi"'`],
    [`it's "5""`, '"it\'s ″5″″"'],
    ["-x", '"-x"'],
    ["two\nlines", '"two lines"'],
  ])("%s is written %s", (value, expected) => {
    expect(quoted(value)).toBe(expected);
  });
});

function other(facts: ProviderFacts): ProviderFacts {
  return { ...facts, id: "other" as ProviderId, title: "z".repeat(200) };
}

test("a form without any provider is still a form", () => {
  const view = formView({ language: "en", providers: [], defaults: {}, values: {}, origin: {} });
  expectViewWithinLimits(view);
  expect(view.submit).toBeDefined();
});
