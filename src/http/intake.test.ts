import { afterEach, describe, expect, it } from "vitest";
import { exchange, exchangeAll, head } from "../../test/support/raw-http.ts";
import { KeptLogger } from "../../test/support/runtime.ts";
import type { HttpReply } from "../ports/runtime.ts";
import { createIntake } from "./intake.ts";
import { type HttpServer, listenHttp } from "./server.ts";

const mostInFlight = 5_000;

let server: HttpServer | undefined;
afterEach(() => server?.close(0));

describe("what is worked on at once", () => {
  it("is no more than can be held: the next one is told at once to come again, and let in when there is room", async () => {
    const waiting: ((reply: HttpReply) => void)[] = [];
    const route = {
      method: "POST" as const,
      path: "/slow",
      handle: () => new Promise<HttpReply>((done) => waiting.push(done)),
    };
    const logger = new KeptLogger();
    const intake = createIntake({ routes: [route], receiveWebhook: async () => ({ status: 404 }), logger });
    server = await listenHttp({ fetch: () => new Response(), intake, port: 0, host: "127.0.0.1", logger });
    const { port } = server;
    const request = Buffer.from(head("POST /slow HTTP/1.1", ["Content-Length: 0"]));
    const kept = Buffer.from("POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
    const crowd = Array.from({ length: 50 }, () =>
      exchangeAll(
        port,
        Array.from({ length: 100 }, () => kept),
      ),
    );
    await expect.poll(() => waiting.length, { timeout: 10_000 }).toBe(mostInFlight);

    const refused = await exchange(port, request);
    for (const done of waiting.splice(0)) done({ status: 200 });
    const answers = (await Promise.all(crowd)).flat();
    const late = exchange(port, request);
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.({ status: 200 });

    expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
    expect(answers.filter((each) => each.status === 200)).toHaveLength(mostInFlight);
    expect((await late).status).toBe(200);
  });
});
