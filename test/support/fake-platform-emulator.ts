import { createHmac } from "node:crypto";
import {
  type ChatEmulator,
  type ChatEmulatorContext,
  defineChatEmulator,
  type EmulatedAnswer,
  type EmulatedDelivery,
  type EmulatedMessage,
  type Scene,
} from "../../adapters/shared/chat-emulator.ts";
import type { EmulatorReply } from "../../adapters/shared/emulator.ts";

const [secret, token] = ["fake-signing-secret", "fake-token-1234"];

interface KeptMessage extends Omit<EmulatedMessage, "edits" | "buttons" | "links"> {
  edits: number;
  readonly buttons: readonly { readonly label: string; readonly url?: string; readonly command?: string }[];
  readonly links: readonly string[];
}

interface Sent {
  readonly id?: string;
  readonly chat: string;
  readonly text: string;
  readonly link?: string;
  readonly image?: string;
  readonly buttons: KeptMessage["buttons"];
  readonly mention?: string;
  readonly replyTo?: string;
  readonly onlyFor?: string;
  readonly isLoud: boolean;
}

/** The vendor of the fake platform: signed updates in, `/send` and `/edit` out. */
export const fakePlatformEmulator = defineChatEmulator({ id: "fake", title: "Fake", create: createFakeVendor });

function createFakeVendor({ clock, botUrl, baseUrl }: ChatEmulatorContext): ChatEmulator {
  const kept: KeptMessage[] = [];
  const closed = new Set<string>();
  let [updates, posted, isRevoked] = [0, 0, false];
  let plan: { readonly fault: "limit" | "lose" | "hang"; readonly wait: number } | undefined;

  async function deliver(body: string, headers: Readonly<Record<string, string>>): Promise<EmulatedAnswer> {
    const answer = await fetch(`${botUrl()}/fake/webhook`, { method: "POST", headers, body });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), said: await answer.text() };
  }

  function signed(body: string, at = clock.now().getTime()): Readonly<Record<string, string>> {
    const proof = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
    return { "x-fake-time": String(at), "x-fake-signature": proof };
  }

  async function act(update: object, scene: Scene, place: string): Promise<EmulatedDelivery> {
    updates += 1;
    const by = scene.by ?? "ann";
    const from = { id: by, name: by, isMember: by !== "mallory", isBot: by === "bot" };
    const chat = { id: scene.in ?? place, isDirect: (scene.in ?? place) !== "group" };
    const body = JSON.stringify({ id: String(updates), from, chat, ...update });
    const headers = signed(body);
    const answer = await deliver(body, headers);
    return { answer, redeliver: () => deliver(body, signed(body)), replay: () => deliver(body, headers) };
  }

  function keep(sent: Sent, id: string): KeptMessage {
    const plain = sent.text
      .replaceAll(/<[^>]*>/g, "")
      .replaceAll("&lt;", "<")
      .replaceAll("&amp;", "&");
    const urls = sent.buttons.flatMap(({ url }) => url ?? []);
    return {
      id,
      place: sent.chat,
      text: plain,
      links: [...(sent.link === undefined ? [] : [sent.link]), ...urls],
      ...(sent.image !== undefined && { image: new Uint8Array(Buffer.from(sent.image, "base64")) }),
      buttons: sent.buttons,
      ...(sent.replyTo !== undefined && { inReplyTo: sent.replyTo }),
      ...(sent.onlyFor !== undefined && { onlyFor: sent.onlyFor }),
      notified: [...(sent.mention === undefined ? [] : [sent.mention]), ...(/<!/.test(sent.text) ? ["everyone"] : [])],
      isLoud: sent.isLoud,
      edits: 0,
    };
  }

  function work(path: string, sent: Sent): EmulatorReply {
    if (path === "/send") {
      if (closed.has(sent.chat)) return { status: 403, body: "unreachable" };
      posted += 1;
      kept.push(keep(sent, String(posted)));
      return { status: 200, body: JSON.stringify({ id: String(posted) }) };
    }
    const index = kept.findIndex((each) => each.id === sent.id);
    const old = kept[index];
    if (old === undefined) return { status: 404, body: "message-gone" };
    kept[index] = { ...keep({ ...sent, chat: old.place }, old.id), edits: old.edits + 1 };
    return { status: 200, body: JSON.stringify({ id: old.id }) };
  }

  return {
    env: { FAKE_URL: baseUrl, FAKE_SECRET: secret, FAKE_TOKEN: token },
    secrets: [secret, token],
    people: { member: "ann", colleague: "bob", outsider: "mallory" },
    places: { group: "group", direct: "direct-ann" },
    traits: {
      answerWithinMs: 3_000,
      storeDown: { status: 503, isTold: false },
      forgeries: ["unsigned", "wrong-signature", "stale", "future", "changed-body"],
      canWhisper: true,
      postMethod: "send",
      editMethod: "edit",
    },
    faults: {
      limit: (wait) => {
        plan = { fault: "limit", wait };
      },
      loseReply: () => {
        plan = { fault: "lose", wait: 0 };
      },
      hang: () => {
        plan = { fault: "hang", wait: 0 };
      },
      revoke: () => {
        isRevoked = true;
      },
      clear: () => {
        plan = undefined;
      },
    },
    async handle({ path, body }) {
      if (isRevoked) return { status: 403, body: "unauthorised" };
      const fault = plan;
      plan = undefined;
      if (fault?.fault === "limit") return { status: 429, headers: { "retry-after": String(fault.wait) } };
      if (fault?.fault === "hang") return "hang";
      const reply = work(path, JSON.parse(Buffer.from(body).toString("utf8")) as Sent);
      return fault?.fault === "lose" ? "drop" : reply;
    },
    command: (text, scene = {}) => act({ kind: "command", text }, scene, "group"),
    say: (text, scene = {}) => act({ kind: "text", text }, scene, "direct-ann"),
    async press(id, label, scene = {}) {
      const message = kept.find((each) => each.id === id);
      const command = message?.buttons.find((each) => each.label === label)?.command;
      return act({ kind: "button", text: command, about: id }, scene, message?.place ?? "group");
    },
    echo: (text) => act({ kind: "text", text }, { by: "bot" }, "group"),
    async forge(kind, text) {
      const chat = { id: "group", isDirect: false };
      const from = { id: "ann", name: "ann", isMember: true, isBot: false };
      const body = JSON.stringify({ id: `forged-${kind}`, kind: "command", from, chat, text });
      const now = clock.now().getTime();
      if (kind === "unsigned") return deliver(body, {});
      if (kind === "stale") return deliver(body, signed(body, now - 301_000));
      if (kind === "future") return deliver(body, signed(body, now + 301_000));
      if (kind === "changed-body") return deliver(body.replace("ann", "bob"), signed(body));
      return deliver(body, { ...signed(body), "x-fake-signature": "0".repeat(64) });
    },
    remove(id) {
      kept.splice(0, kept.length, ...kept.filter((each) => each.id !== id));
    },
    closePlace: (place) => closed.add(place),
    messages: () => kept,
    complaints: () => [],
    async stop() {},
  };
}
