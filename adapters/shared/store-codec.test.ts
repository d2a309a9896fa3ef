import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeDocument, encodeDocument } from "./store-codec.ts";
import { decodeCursor, encodeCursor } from "./store-cursor.ts";
import { searchWords } from "./store-search.ts";

const names = fc.oneof(
  fc.string(),
  fc.constantFrom("$date", "$bigint", "$bytes", "$$date", "$", "__proto__", "constructor", "toJSON"),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array(),
    fc.array(tie("value")),
    fc.array(fc.tuple(names, tie("value"))).map((entries) => Object.fromEntries(entries)),
  ),
}));

describe("a document", () => {
  test("comes back exactly, whatever is nested in it", () => {
    fc.assert(
      fc.property(value, (each) => {
        expect(isDeepStrictEqual(decodeDocument(encodeDocument(each)), each)).toBe(true);
      }),
    );
  });

  test("leaves out what is undefined", () => {
    expect(decodeDocument(encodeDocument({ a: undefined, b: [{ c: undefined }] }))).toStrictEqual({ b: [{}] });
  });

  test("cannot be given a tag by what people type", () => {
    const typed = { options: { $bigint: "12", $date: "2026-01-01T00:00:00.000Z" }, one: { $bytes: "AAAA" } };
    expect(decodeDocument(encodeDocument(typed))).toStrictEqual(typed);
  });
});

describe("a cursor", () => {
  test("comes back exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (createdAt) => {
        const position = { created_at: createdAt, id: "LAAAAA" };
        expect(decodeCursor(encodeCursor(position))).toEqual(position);
      }),
    );
  });

  test.each([undefined, "", "nonsense", "MTIz", "%%%"])("that is none of ours (%s) is as good as none", (cursor) => {
    expect(decodeCursor(cursor)).toBeUndefined();
  });
});

test("a search is cut into folded words", () => {
  expect(searchWords("  Blue　ＭＵＧ\tÜber ")).toEqual(["blue", "mug", "über"]);
});
