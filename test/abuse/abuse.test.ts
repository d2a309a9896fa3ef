import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, head, open } from "../support/raw-http.ts";
import { World } from "../support/world.ts";

const mebibyte = 1024 * 1024;
const providers = ["onerway", "payermax", "gstable", "qlink", "arcblock"];
const doors = ["/slack/events", "/telegram/webhook", ...providers.map((id) => `/webhooks/${id}`)];

let world: World;
let port = 0;
beforeAll(async () => {
  world = await World.open({
    providers,
    platforms: ["slack", "telegram"],
    environment: { DEFAULT_PROVIDER: "onerway" },
  });
  port = Number(new URL(world.url).port);
});
afterAll(() => world.close());

const post = (path: string, body: string | Uint8Array, headers: readonly string[] = []) =>
  exchange(
    port,
    Buffer.concat([
      Buffer.from(
        head(`POST ${path} HTTP/1.1`, [
          "Content-Type: application/json",
          `Content-Length: ${Buffer.byteLength(body)}`,
          ...headers,
        ]),
      ),
      Buffer.from(body),
    ]),
  );
const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith(`paylink_${name}{`) || line.startsWith(`paylink_${name} `));
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
};

describe("a body", () => {
  it.each(doors)("over 1 MiB is refused at %s, declared or not", async (path) => {
    const declared = await exchange(port, head(`POST ${path} HTTP/1.1`, [`Content-Length: ${mebibyte + 1}`]));
    const chunk = `${(65_536).toString(16)}\r\n${"x".repeat(65_536)}\r\n`;
    const undeclared = await exchange(
      port,
      `${head(`POST ${path} HTTP/1.1`, ["Transfer-Encoding: chunked"])}${chunk.repeat(17)}0\r\n\r\n`,
    );

    expect([declared.status, undeclared.status]).toEqual([413, 413]);
  });

  it("that never comes holds up nobody else", async () => {
    const slow = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const socket = await open(port);
        socket.write(head("POST /webhooks/onerway HTTP/1.1", ["Content-Length: 1000"]));
        socket.write("{");
        return socket;
      }),
    );
    const startedAt = performance.now();
    const answer = await post("/webhooks/payermax", "{}");
    for (const socket of slow) socket.destroy();

    expect(answer.status).toBe(401);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("too many, large and unfinished together are asked to come again before memory grows", async () => {
    const memory = await metric("process_resident_memory_bytes");
    const part = "x".repeat(mebibyte - 1);
    const answers: string[] = [];
    const senders = await Promise.all(
      Array.from({ length: 120 }, async () => {
        const socket = await open(port);
        socket.on("data", (data) => answers.push(data.toString("latin1")));
        socket.write(head("POST /webhooks/onerway HTTP/1.1", [`Content-Length: ${mebibyte}`]));
        socket.write(part);
        return socket;
      }),
    );
    await expect.poll(() => answers.length, { timeout: 5_000 }).toBeGreaterThanOrEqual(120 - 65);
    const grown = (await metric("process_resident_memory_bytes")) - memory;
    for (const socket of senders) socket.destroy();

    expect(answers.every((answer) => /^HTTP\/1\.1 503 .*\r\nretry-after: 1\r\n/is.test(answer))).toBe(true);
    expect(grown).toBeLessThan(200 * mebibyte);
    await expect.poll(async () => (await post("/webhooks/onerway", "{}")).status).toBe(401);
  });

  const odd: readonly (readonly [string, string | Uint8Array])[] = [
    ["nothing", ""],
    ["no JSON", "<xml/>"],
    ["a null", "null"],
    ["a number too large", "1e999"],
    ["an array nested half a million deep", "[".repeat(500_000)],
    ["an object nested deep and closed", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`],
    ["a poisoned prototype", '{"__proto__":{"isAllowed":true},"constructor":{"prototype":{"sign":"x"}},"sign":"x"}'],
    ["a key a hundred thousand times", `{${Array.from({ length: 50_000 }, () => '"sign":"x"').join(",")}}`],
    ["bytes that are no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ["UTF-16", Buffer.from('\ufeff{"sign":"x"}', "utf16le")],
    ["a lone surrogate and a zero", '{"sign":"\\ud800\\u0000"}'],
  ];
  it.each(odd)("of %s is refused at every door, and nothing breaks", async (_name, body) => {
    for (const path of doors) expect([401, 400], `${path}`).toContain((await post(path, body)).status);
    expect(world.bot().isAlive).toBe(true);
  });

  it("that says it is compressed is taken as the bytes it is", async () => {
    const answer = await post("/webhooks/onerway", "{}", ["Content-Encoding: gzip"]);

    expect(answer.status).toBe(401);
  });
});

describe("a request line or header", () => {
  it.each([
    ["GET /nothing HTTP/1.1", 404],
    ["POST /nothing HTTP/1.1", 404],
    ["POST /webhooks HTTP/1.1", 404],
    ["POST /webhooks/nobody HTTP/1.1", 404],
    ["POST /webhooks/__proto__ HTTP/1.1", 404],
    ["POST /webhooks/constructor/prototype HTTP/1.1", 404],
    ["POST /webhooks/onerway/nobody HTTP/1.1", 404],
    ["POST /webhooks/onerway/default/more HTTP/1.1", 404],
    ["GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1", 404],
    ["GET //healthz HTTP/1.1", 404],
    ["GET /webhooks/onerway HTTP/1.1", 405],
    ["PUT /webhooks/onerway HTTP/1.1", 405],
    ["DELETE /slack/events HTTP/1.1", 405],
    ["PATCH /telegram/webhook HTTP/1.1", 405],
    ["OPTIONS /webhooks/onerway HTTP/1.1", 405],
    ["POST /healthz HTTP/1.1", 405],
    ["POST /readyz HTTP/1.1", 405],
    ["POST /metrics HTTP/1.1", 405],
  ])("%s is answered %s", async (line, status) => {
    const answer = await exchange(port, head(line, ["Content-Length: 0"]));

    expect(answer.status).toBe(status);
    if (status === 405) expect(answer.headers.allow).toMatch(/^(GET|POST)$/);
    expect(answer.body).not.toMatch(/at .*\.ts:|Error:/);
  });

  it.each([
    ["two lengths", ["Content-Length: 2", "Content-Length: 3"]],
    ["a length and chunks", ["Content-Length: 2", "Transfer-Encoding: chunked"]],
    ["an unknown transfer encoding", ["Transfer-Encoding: gzip"]],
    ["a negative length", ["Content-Length: -1"]],
    ["a header without a colon", ["nonsense"]],
    ["a folded header", ["X-A: 1", " 2"]],
  ])("with %s is refused before anybody reads it", async (_name, headers) => {
    const answer = await exchange(port, `${head("POST /webhooks/onerway HTTP/1.1", headers)}{}`);

    expect(answer.status).toBe(400);
  });

  it("of 100 KiB is refused", async () => {
    const answer = await exchange(port, head("GET /healthz HTTP/1.1", [`X-Long: ${"x".repeat(100_000)}`]));

    expect(answer.status).toBe(431);
  });

  it("given twice does not pass for one that was signed", async () => {
    const slack = world.chats.get("slack");
    const before = await metric("slack_refused_total");
    const answer = await post("/slack/events", "text=5", [
      `X-Slack-Request-Timestamp: ${Math.floor(world.clock.now().getTime() / 1000)}`,
      "X-Slack-Signature: v0=a",
      "X-Slack-Signature: v0=b",
    ]);

    expect(answer.status).toBe(401);
    expect(await metric("slack_refused_total")).toBe(before + 1);
    expect(slack?.messages()).toEqual([]);
  });

  it("from a proxy opens no metrics", async () => {
    const asked = await Promise.all(
      [["X-Forwarded-For: 10.0.0.1"], ["Forwarded: for=10.0.0.1"], ["X-Real-IP: 10.0.0.1"]].map((headers) =>
        exchange(port, head("GET /metrics HTTP/1.1", headers)),
      ),
    );

    expect(asked.map((answer) => answer.status)).toEqual([404, 404, 404]);
  });
});

describe("two thousand reports that prove nothing", () => {
  it("are each refused and counted, store nothing, and leave the bot as it was", async () => {
    const before = await metric("webhooks_refused_total");
    const memory = await metric("process_resident_memory_bytes");
    const statuses = new Set<number>();
    const send = async (index: number) => {
      const id = providers[index % providers.length] ?? "";
      const body = JSON.stringify({ sign: "0".repeat(64), tradeUuid: `T${index}`, note: "x".repeat(2_000) });
      const headers = { sign: "AAAA", "x-signature": "0".repeat(64), "x-timestamp": String(Date.now()) };
      const answer = await fetch(`${world.url}/webhooks/${id}`, { method: "POST", headers, body });
      await answer.arrayBuffer();
      statuses.add(answer.status);
    };
    for (let index = 0; index < 2_000; index += 50)
      await Promise.all(Array.from({ length: 50 }, (_unused, offset) => send(index + offset)));
    const backlog = await world.bot().backlog();

    expect([...statuses]).toEqual([401]);
    expect((await metric("webhooks_refused_total")) - before).toBe(2_000);
    expect([backlog.deliveries, backlog.dueTasks, backlog.notices]).toEqual([0, 0, 0]);
    expect((await metric("process_resident_memory_bytes")) - memory).toBeLessThan(80 * mebibyte);
  });

  it("about one request ask its provider once", async () => {
    await world.room.say(world.url, "7.70 USD Tea provider:qlink");
    await world.quiet();
    const link = world.emulator("qlink").links().at(-1);
    const asked = await metric("provider_calls_total");
    for (let index = 0; index < 200; index += 1)
      await post("/webhooks/qlink", JSON.stringify({ tradeUuid: link?.reference, sign: String(index) }));
    await world.quiet();

    expect((await metric("provider_calls_total")) - asked).toBe(1);
  });
});
