import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readingContext } from "../../test/support/reading-context.ts";
import { type ParsedLine, parseLine } from "./parse-line.ts";

type Field = keyof ParsedLine;

interface Entry {
  readonly text: string;
  readonly language: "en" | "zh";
  readonly trap?: true;
  readonly expect: Partial<Record<Field, unknown>>;
}

interface Result {
  readonly entry: Entry;
  readonly parsed: ParsedLine;
  readonly wrong: readonly Field[];
}

const context = readingContext({ now: new Date("2026-11-21T08:00:00Z"), timezone: "Asia/Shanghai" });
const fields = Object.keys(parseLine("", context)) as readonly Field[];
const lists: readonly Field[] = ["items", "missing"];

/** An absent key is null, or empty. Letter case of free words does not count. */
function wanted(entry: Entry, field: Field): unknown {
  return entry.expect[field] ?? (lists.includes(field) ? [] : field === "options" ? {} : null);
}

function plain(value: unknown): string {
  return JSON.stringify(value).toLowerCase();
}

function read(part: string): readonly Result[] {
  const file = new URL(`../../test/corpus/${part}.jsonl`, import.meta.url);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const entry = JSON.parse(line) as Entry;
      const parsed = parseLine(entry.text, context);
      return { entry, parsed, wrong: fields.filter((field) => plain(parsed[field]) !== plain(wanted(entry, field))) };
    });
}

/** A sum or currency was understood, and it is not the one that was meant. To ask is not to be wrong. */
function isWrongMoney({ parsed, wrong }: Result): boolean {
  const isWrong = (field: "amount" | "currency"): boolean => wrong.includes(field) && parsed[field] !== null;
  const isAsked = parsed.missing.includes("amount") || parsed.missing.includes("currency") || parsed.problem !== null;
  return !isAsked && (isWrong("amount") || isWrong("currency"));
}

function share(results: readonly Result[], isRight: (result: Result) => boolean): string {
  const right = results.filter(isRight).length;
  return `${right}/${results.length} (${((100 * right) / Math.max(1, results.length)).toFixed(1)} %)`;
}

function report(name: string, results: readonly Result[]): string {
  const kinds = [...new Set(results.map(({ entry }) => String(entry.expect.kind)))];
  const byKind = kinds.map((kind) => {
    const own = results.filter(({ entry }) => entry.expect.kind === kind);
    return `${kind} ${share(own, ({ wrong }) => wrong.length === 0)}`;
  });
  const byField = fields.map((field) => `${field} ${share(results, ({ wrong }) => !wrong.includes(field))}`);
  const asked = results.filter(({ parsed, wrong }) => wrong.includes("amount") && parsed.amount === null).length;
  return [
    `${name}: wholly right ${share(results, ({ wrong }) => wrong.length === 0)}`,
    `  by kind: ${byKind.join(", ")}`,
    `  by field: ${byField.join(", ")}`,
    `  wrong amounts or currencies: ${results.filter(isWrongMoney).length}; asked instead of read: ${asked}`,
  ].join("\n");
}

const work = read("work");
const score = read("score");
process.stdout.write(`${report("work part", work)}\n${report("score part", score)}\n`);

describe("the corpus", () => {
  test("is large, bilingual and full of traps", () => {
    const all = [...work, ...score].map(({ entry }) => entry);
    expect(all.length).toBeGreaterThanOrEqual(600);
    expect(all.filter(({ language }) => language === "zh").length / all.length).toBeGreaterThan(0.45);
    expect(all.filter(({ trap }) => trap).length / all.length).toBeGreaterThan(0.33);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });

  test.each([
    ["work", work],
    ["score", score],
  ] as const)("makes nothing of the traps in the %s part", (_name, results) => {
    const fallen = results.filter(({ entry, parsed }) => entry.trap && parsed.kind !== "none");
    expect(fallen.map(({ entry }) => entry.text)).toEqual([]);
  });

  test.each([
    ["work", work],
    ["score", score],
  ] as const)("has no wrong amount or currency in the %s part", (_name, results) => {
    expect(results.filter(isWrongMoney).map(({ entry }) => entry.text)).toEqual([]);
  });

  test("is wholly right in 98 of 100 of the score part", () => {
    const right = score.filter(({ wrong }) => wrong.length === 0).length;
    expect(right / score.length).toBeGreaterThanOrEqual(0.98);
  });

  test("is wholly right in the work part", () => {
    expect(work.filter(({ wrong }) => wrong.length > 0).map(({ entry, wrong }) => [entry.text, wrong])).toEqual([]);
  });
});
