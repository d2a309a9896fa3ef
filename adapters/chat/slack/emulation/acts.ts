import type { ChatEmulator, Forgery } from "../../../shared/chat-emulator.ts";
import type { Deliveries } from "./deliveries.ts";
import { commandFields, pressPayload } from "./payloads.ts";
import { show } from "./showing.ts";
import { directOf, type Json, type SlackWorld } from "./world.ts";

/** What people do in conversations. */
export type Acts = Pick<ChatEmulator, "command" | "say" | "press" | "echo" | "forge">;

/** Each becomes what Slack sends for it. */
export function createActs(world: SlackWorld, baseUrl: string, deliveries: Deliveries): Acts {
  const { send, sign, submitFields, interact, happen } = deliveries;
  const acting = (user = "U0ANN") => ({ world, user, baseUrl });

  /** A text in the answer to a command is shown to its person. */
  function whisper(channel: string, onlyFor: string, answer: string): string {
    if (answer === "") return "";
    const { text = "", blocks = [] } = JSON.parse(answer) as { text?: string; blocks?: Json[] };
    world.addMessage({ channel, text, blocks, onlyFor, isBroadcast: false });
    return show(text, blocks).text;
  }

  return {
    command: (text, { by = "U0ANN", in: channel = "C0SALES" } = {}) =>
      submitFields(commandFields(acting(by), channel, text), (answer) => whisper(channel, by, answer)),
    async say(text, { by = "U0ANN", in: channel = directOf(by) } = {}) {
      const isDirect = channel.startsWith("D");
      const [type, prefix] = isDirect ? ["message", ""] : ["app_mention", `<@${world.botUser}> `];
      const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      return happen({
        type,
        user: by,
        channel,
        ts: world.nextTs(),
        text: `${prefix}${escaped}`,
        ...(isDirect && { channel_type: "im" }),
      });
    },
    async press(id, label, { by = "U0ANN" } = {}) {
      const message = world.messages.find((each) => each.ts === id);
      if (message === undefined) throw new RangeError(`no message ${id}`);
      const button = show(message.text, message.blocks).buttons.find((each) => each.label === label);
      if (button === undefined) throw new RangeError(`no button ${label}`);
      return interact(pressPayload(acting(by), message, button));
    },
    echo: (text, { in: channel = directOf("U0ANN") } = {}) =>
      happen({
        type: "message",
        channel_type: "im",
        user: world.botUser,
        bot_id: "B0PAYBOT",
        channel,
        ts: world.nextTs(),
        text,
      }),
    async forge(kind: Forgery, text) {
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams(commandFields(acting(), "C0SALES", text)).toString();
      switch (kind) {
        case "unsigned":
          return send(body, form);
        case "wrong-signature":
          return send(body, { ...form, ...sign(body), "x-slack-signature": `v0=${"0".repeat(64)}` });
        case "stale":
          return send(body, { ...form, ...sign(body, world.now() - 301_000) });
        case "future":
          return send(body, { ...form, ...sign(body, world.now() + 301_000) });
        case "changed-body":
          return send(body.replace("U0ANN", "U0BOB"), { ...form, ...sign(body) });
        default:
          return kind satisfies never;
      }
    },
  };
}
