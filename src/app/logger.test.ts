import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";

const kept = (secrets: readonly string[] = [], level = "debug") => {
  const lines: string[] = [];
  return { lines, logger: createLogger(level, secrets, (line) => lines.push(line)) };
};

const selfCaused = () => {
  const error: Error & { cause?: unknown } = new Error("a");
  error.cause = error;
  return error;
};
const ring = () => {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
};
const wordless = () =>
  Object.defineProperty(new Error("a"), "message", {
    get: () => {
      throw new Error("no words");
    },
  });

describe("the log", () => {
  it("is one JSON object a line, with the error's code and causes", () => {
    const { lines, logger } = kept();
    const cause = Object.assign(new Error("reset"), { code: "ECONNRESET" });
    logger.child({ provider: "onerway" }).warn("call failed", { error: new Error("no answer", { cause }) });

    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "warn",
      msg: "call failed",
      provider: "onerway",
      error: { message: "no answer", cause: { message: "reset", code: "ECONNRESET" } },
    });
  });

  it.each([
    ["as it is", "whsec_a/b+c=d", "token whsec_a/b+c=d refused"],
    ["inside an address", "whsec_a/b+c=d", "https://x.example/?key=whsec_a%2Fb%2Bc%3Dd"],
    ["with line breaks, as JSON writes them", "-----KEY\nabc\n-----", "-----KEY\nabc\n-----"],
  ])("never holds a secret: %s", (_name, secret, message) => {
    const { lines, logger } = kept([secret]);
    logger.error(message, { note: message, error: new Error(message) });

    expect(lines.join("")).toContain("[redacted]");
    expect(lines.join("")).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(lines.join("")).not.toContain(encodeURIComponent(secret));
  });

  it.each([
    ["an error that causes itself", selfCaused()],
    ["an error without a text for its stack", Object.assign(new Error("a"), { stack: 7 })],
    ["a number of any size", 10n ** 40n],
    ["a ring", ring()],
    ["an error whose words throw", wordless()],
    [
      "a thing that refuses to be written",
      {
        toJSON: () => {
          throw new Error("never");
        },
      },
    ],
  ])("fails nobody: %s", (_name, error) => {
    const { lines, logger } = kept();

    expect(() => logger.error("odd", { error })).not.toThrow();
    logger.info("after");
    expect(lines.at(-1)).toContain("after");
  });

  it("fails nobody when it cannot be written", () => {
    const logger = createLogger("info", [], () => {
      throw new Error("EPIPE");
    });

    expect(() => logger.info("hello")).not.toThrow();
  });

  it("leaves out what is below its level", () => {
    const { lines, logger } = kept([], "warn");
    logger.info("hello");

    expect(lines).toEqual([]);
  });
});
