import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFixture } from "../../../test/support/onerway-harness.ts";
import { exactNumber } from "../../shared/exact-json.ts";
import { expectedSign, readWritten } from "./emulator-wire.ts";
import { type Fields, signFields } from "./sign.ts";

/** The request of a sample with its numbers as written, nulls left out. */
function sampleRequest(name: string): { readonly fields: Fields; readonly secret: string; readonly sign: string } {
  const { request, secret, sign } = JSON.parse(
    readFixture(name),
    (_key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "number" ? exactNumber(context?.source ?? "") : value,
  );
  const fields = Object.fromEntries(Object.entries(request as Fields).filter(([, value]) => value !== null));
  return { fields, secret, sign };
}

describe("signature", () => {
  it.each(["sign", "add", "list", "update-status"])("makes the sign of the sample %s", (name) => {
    const { fields, secret, sign } = sampleRequest(name);
    expect(signFields(fields, secret)).toBe(sign);
  });

  it.each(["add", "list", "update-status"])("is the one the emulator makes by itself for the sample %s", (name) => {
    const { fields, secret, sign } = sampleRequest(name);
    const written = readWritten(Buffer.from(JSON.stringify(fields))) ?? {};
    expect(expectedSign(written, Object.keys(fields), secret)).toBe(sign);
  });

  it("counts false and zero, and leaves only empty values out", () => {
    expect(signFields({ a: false, b: exactNumber("0"), c: "" }, "k")).toBe(signFields({ a: "false0" }, "k"));
  });

  it("sorts upper case before lower case", () => {
    expect(signFields({ b: "1", B: "2", a: "3" }, "k")).toBe(signFields({ all: "231" }, "k"));
  });

  it("agrees with the emulator's for any texts", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,12}$/), fc.string({ unit: "grapheme" })), (fields) => {
        expect(signFields(fields, "k")).toBe(expectedSign(fields, Object.keys(fields), "k"));
      }),
    );
  });
});
