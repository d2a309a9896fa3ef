import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Everything outside the bot, in one small server: Slack and Telegram say yes to all, the provider takes as long as it is
 * told (`process.argv[2]` milliseconds) and makes whatever is asked. Prints its port.
 */
const providerMs = Number(process.argv[2] ?? "0");
let made = 0;

const server = createServer((request, response) => {
  request.resume();
  const url = request.url ?? "/";
  const answer = (body: unknown) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (url.startsWith("/onerway")) {
    made += 1;
    const data = url.endsWith("/add")
      ? { id: String(made), linkUrl: `http://127.0.0.1/pay/${made}` }
      : { records: [], total: "0", size: "10", current: "1" };
    setTimeout(() => answer({ respCode: "20000", respMsg: "Success", data }), providerMs);
    return;
  }
  if (url.startsWith("/slack/users.info")) {
    answer({
      ok: true,
      user: {
        id: "U1",
        team_id: "T00000001",
        name: "ann",
        tz: "UTC",
        locale: "en-US",
        profile: { display_name: "Ann" },
      },
    });
    return;
  }
  if (url.startsWith("/slack/")) {
    made += 1;
    answer({
      ok: true,
      team_id: "T00000001",
      user_id: "U0BOT",
      bot_id: "B1",
      ts: `1.${made}`,
      channel: "C1",
      message_ts: `1.${made}`,
    });
    return;
  }
  made += 1;
  const me = { id: 123456, is_bot: true, first_name: "Paylink", username: "paylink_bot" };
  answer({
    ok: true,
    result: url.endsWith("/getMe") ? me : { message_id: made, date: 0, chat: { id: 1, type: "private" } },
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
