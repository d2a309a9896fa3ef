import { describe, expect, it } from "vitest";
import { createSecretBox } from "./secret-box.ts";

const first = "the-first-key-of-more-than-thirty-two-letters";
const second = "the-second-key-of-more-than-thirty-two-letters";
const token = "xoxb-1234-会员-🦊";

describe("a secret box", () => {
  it("opens what it sealed, and shows nothing of it", () => {
    const box = createSecretBox(first);
    const sealed = box.seal(token);

    expect(box.open(sealed)).toBe(token);
    expect(Buffer.from(sealed.slice(3), "base64url").toString("utf8")).not.toContain("xoxb");
    expect(box.open(box.seal(""))).toBe("");
  });

  it("seals the same text differently each time", () => {
    const box = createSecretBox(first);

    expect(box.seal(token)).not.toBe(box.seal(token));
  });

  it("opens what was sealed with the old key while keys are changed, and seals with the new one", () => {
    const old = createSecretBox(first).seal(token);
    const both = createSecretBox(`${second}, ${first}`);

    expect(both.open(old)).toBe(token);
    expect(createSecretBox(second).open(both.seal(token))).toBe(token);
    expect(() => createSecretBox(second).open(old)).toThrow(/neither the present nor the previous SECRET_KEY/);
  });

  it.each([
    ["one letter changed", (sealed: string) => `${sealed.slice(0, -2)}${sealed.endsWith("AA") ? "BB" : "AA"}`],
    ["its end cut off", (sealed: string) => sealed.slice(0, -4)],
    ["nothing but a name", () => "v1."],
    ["a tag too short to prove anything", (sealed: string) => sealed.slice(0, 3 + 22)],
    ["another form", (sealed: string) => `v2.${sealed.slice(3)}`],
    ["no form at all", () => token],
  ])("opens nothing with %s", (_name, harm) => {
    const box = createSecretBox(first);

    expect(() => box.open(harm(box.seal(token)))).toThrow();
  });

  it("says nothing of what is in it when it does not open", () => {
    const harmed = `${createSecretBox(first).seal(token).slice(0, -2)}xx`;

    expect(() => createSecretBox(first).open(harmed)).toThrow(expect.not.stringContaining(harmed));
  });
});
