import { glob, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { errorWords, failureWords } from "../../src/bot/failure-words.ts";
import { isPhrase, say } from "../../src/bot/replies.ts";
import { ProviderError, type ProviderErrorKind } from "../../src/model/errors.ts";

const files: string[] = [];
for (const folder of ["src", "adapters"])
  for await (const path of glob(`${folder}/**/*.ts`)) if (!/\.test\.ts$|emulat/.test(path)) files.push(path);
const text = (await Promise.all(files.map((path) => readFile(path, "utf8")))).join("\n");
const codesOf = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];

describe("a refusal has a sentence of its own", () => {
  it.each(codesOf(/new InputError\(\s*"([a-z-]+)"/g))("for what is wrong with the request: %s", (code) => {
    expect(isPhrase(`problem.${code}`)).toBe(true);
  });

  it.each(codesOf(/new UnsupportedError\(\s*"[^"]*",\s*"([a-z-]+)"/g))("for what a provider cannot: %s", (ability) => {
    expect(isPhrase(`unsupported.${ability}`)).toBe(true);
  });

  it.each([
    "rejected",
    "unauthorised",
    "rate-limited",
    "unavailable",
    "invalid-answer",
    "outcome-unknown",
  ] satisfies ProviderErrorKind[])("for how a provider failed: %s", (kind) => {
    const error = new ProviderError({ provider: "x", operation: "create", kind, vendorCode: "E7" });
    for (const language of ["en", "zh"] as const) {
      const sentences = [
        errorWords(error, language, { provider: "Acme" }),
        failureWords({ code: kind, vendorCode: "E7" }, "Acme", language),
      ];
      for (const sentence of sentences) expect(sentence).toMatch(/Acme/);
      expect(sentences.join()).not.toMatch(/[{}]/);
    }
  });

  it("even for a failure nobody foresaw", () => {
    expect(failureWords({ code: "moonstruck" }, "Acme", "en")).toBe("Acme could not do it.");
    expect(say("failure.other", "zh", { provider: "Acme", code: "" })).toBe("Acme 未能完成。");
  });
});
