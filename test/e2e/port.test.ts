import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestBot, type TestBot } from "../support/bot.ts";

let bot: TestBot;
beforeAll(async () => {
  bot = await startTestBot({ providers: ["onerway"] });
});
afterAll(() => bot.stop());

/** Sends these bytes on one connection and returns everything that came back until it was closed. */
function raw(...parts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(bot.app.port, "127.0.0.1");
    let text = "";
    socket.setTimeout(25_000, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
    for (const part of parts) socket.write(part);
  });
}
const statusesIn = (text: string) => [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((match) => Number(match[1]));
const request = (line: string, headers: readonly string[] = [], body = "") =>
  `${[line, "host: 127.0.0.1", ...headers].join("\r\n")}\r\n\r\n${body}`;
const last = "connection: close";

describe("the port", () => {
  it("answers requests that come in one go in their order", async () => {
    const text = await raw(
      request("GET /healthz HTTP/1.1") +
        request("POST /webhooks/onerway HTTP/1.1", ["content-length: 2"], "{}") +
        request("GET /nowhere HTTP/1.1", [last]),
    );

    expect(statusesIn(text)).toEqual([200, 401, 404]);
  });

  it("answers HEAD like GET, without a body", async () => {
    const answer = await fetch(`${bot.origin}/healthz`, { method: "HEAD" });

    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  });

  it("refuses a body over 1 MiB also when its length is not said", async () => {
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    const head = request("POST /webhooks/onerway HTTP/1.1", ["transfer-encoding: chunked"]);
    const text = await raw(head, chunk.repeat(17));

    expect(statusesIn(text)).toEqual([413]);
  });

  it.each([
    [
      "two lengths that differ",
      request("POST /webhooks/onerway HTTP/1.1", ["content-length: 2", "content-length: 3"], "{}"),
    ],
    ["a length that is no number", request("POST /webhooks/onerway HTTP/1.1", ["content-length: two"], "{}")],
    [
      "a length and chunks",
      request("POST /webhooks/onerway HTTP/1.1", ["content-length: 2", "transfer-encoding: chunked"]),
    ],
    ["no request at all", "hello\r\n\r\n"],
  ])("refuses %s and closes", async (_name, bytes) => {
    expect(statusesIn(await raw(bytes))).toEqual([400]);
  });

  it.each([
    ["POST", "/webhooks/%6Fnerway", 404],
    ["POST", "/webhooks/onerway/", 404],
    ["POST", "/webhooks/onerway/default", 401],
    ["POST", "/webhooks/onerway/elsewhere", 404],
    ["POST", "/webhooks/..%2f..%2fetc", 404],
    ["POST", "/webhooks/%E0%A4%A", 404],
    ["POST", "/webhooks/onerway?x=%", 401],
    ["GET", "/healthz?x=1", 200],
    ["DELETE", "/webhooks/onerway", 405],
    ["OPTIONS", "/healthz", 405],
  ])("answers %s %s with %i", async (method, path, status) => {
    const body = method === "POST" ? "{}" : "";
    const text = await raw(request(`${method} ${path} HTTP/1.1`, [last, `content-length: ${body.length}`], body));

    expect(statusesIn(text)).toEqual([status]);
  });

  it("never shows what went wrong inside", async () => {
    const text = await raw(request("POST /webhooks/onerway HTTP/1.1", [last, "content-length: 9"], '{"sign":1'));

    expect(text).not.toMatch(/at .*\.ts|Error|node_modules/);
  });

  it("is not upset by senders that go away in the middle", async () => {
    const socket = connect(bot.app.port, "127.0.0.1");
    socket.write(request("POST /webhooks/onerway HTTP/1.1", ["content-length: 100"], "{"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect((await fetch(`${bot.origin}/healthz`)).status).toBe(200);
    expect(bot.logger.lines.filter((line) => line.includes("request failed"))).toEqual([]);
  });

  it("shows its metrics to nobody who calls it by a public name", async () => {
    const asked = (host: string) => raw(`GET /metrics HTTP/1.1\r\nhost: ${host}\r\n${last}\r\n\r\n`);

    expect(statusesIn(await asked("pay.example.com"))).toEqual([404]);
    expect(statusesIn(await asked(`localhost:${bot.app.port}`))).toEqual([200]);
  });
});
