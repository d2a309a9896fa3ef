import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cast } from "../../adapters/chat/telegram/emulator.ts";
import { decodeQr, linkCard, linkUrl, plainCard } from "../contract/platform-cards.ts";
import { chat, failureOf, startWorld, type TelegramWorld, words } from "./telegram-world.ts";

let world: TelegramWorld;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  expect(world.telegram.complaints()).toEqual([]);
  await world.stop();
});

const { ann, group, mallory } = cast;
const first = () => {
  const [message] = world.seen();
  if (message === undefined) throw new Error("no message");
  return message;
};
const made = (method: string) => world.telegram.made.get(method) ?? 0;

describe("the picture", () => {
  it("is not sent again when only the words change", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, linkCard());
    await world.platform.update(ref, linkCard({ lines: ["Checked."] }));
    expect([made("sendPhoto"), made("editMessageCaption"), made("editMessageMedia")]).toEqual([1, 1, 0]);
  });

  it("comes when a card posted without one gets its link", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
    await world.platform.update(ref, linkCard());
    expect(decodeQr(first().image)).toBe(linkUrl);
    expect(world.seen()).toHaveLength(1);
  });

  it("cannot be scanned any more when the card has none", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, linkCard());
    await world.platform.update(ref, plainCard);
    expect(first().image).toBeDefined();
    expect(decodeQr(first().image)).toBeUndefined();
    expect(first().text).not.toContain(linkUrl);
  });

  it("comes back when the link does", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, linkCard());
    await world.platform.update(ref, plainCard);
    await world.platform.update(ref, linkCard());
    expect(decodeQr(first().image)).toBe(linkUrl);
  });

  it("is right even when everything that may be forgotten is forgotten", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, linkCard());
    await world.context.cache.delete(`telegram.picture:${ref}`);
    await world.platform.update(ref, plainCard);
    expect(decodeQr(first().image)).toBeUndefined();
    await world.context.cache.delete(`telegram.picture:${ref}`);
    await world.platform.update(ref, linkCard());
    expect(decodeQr(first().image)).toBe(linkUrl);
    expect(world.seen()).toHaveLength(1);
  });

  it("is left out where the group allows none", async () => {
    const place = world.telegram.world.chats.get(group);
    if (place !== undefined) place.allowsPhotos = false;
    await world.platform.post({ conversation: chat(group) }, linkCard());
    expect(first().image).toBeUndefined();
    expect(first().text).toContain(linkUrl);
  });
});

describe("what Telegram refuses", () => {
  it("formatting falls back to plain words", async () => {
    world.telegram.faults.refuse(400, "can't parse entities: Unexpected end tag at byte offset 7", "sendMessage");
    await world.platform.post({ conversation: chat(group) }, plainCard);
    expect(first().text).toContain("49.99 USD · Annual membership");
    expect(world.telegram.world.messages.at(-1)?.content.entities.filter((each) => each.type === "bold")).toEqual([]);
  });

  it("plain words mention nobody either", async () => {
    world.telegram.faults.refuse(400, "can't parse entities: anything", "sendMessage");
    await world.platform.post({ conversation: chat(group) }, words("ask @ann_smith"));
    expect(first().notified).toEqual([]);
  });

  it("a tag an older server does not know is left out, now and from then on", async () => {
    const sentence = 'can\'t parse entities: Unsupported start tag "tg-time" at byte offset 9';
    world.telegram.faults.refuse(400, sentence, "sendMessage");
    await world.platform.post({ conversation: chat(group) }, plainCard);
    await world.platform.post({ conversation: chat(group) }, plainCard);
    const types = world.telegram.world.messages.flatMap((each) => each.content.entities.map(({ type }) => type));
    expect(types).not.toContain("date_time");
    expect(types).toContain("bold");
    expect(made("sendMessage")).toBe(3);
  });

  it("a button whose address it does not like is left out", async () => {
    world.telegram.faults.refuse(400, "BUTTON_URL_INVALID", "sendPhoto");
    await world.platform.post({ conversation: chat(group) }, linkCard());
    expect(first().buttons.map((each) => each.label)).toEqual(["Refresh", "Disable"]);
  });

  it("an address without a public host is no button from the start", async () => {
    const buttons = [{ label: "Open", action: { kind: "open", url: "http://localhost:3000/x" } as const }];
    await world.platform.post({ conversation: chat(group) }, words("t", { buttons }));
    expect(first().buttons).toEqual([]);
  });
});

it("a picture Telegram cannot read does not cost the card", async () => {
  world.telegram.faults.refuse(400, "IMAGE_PROCESS_FAILED", "sendPhoto");
  await world.platform.post({ conversation: chat(group) }, linkCard());
  expect(first().image).toBeUndefined();
  expect(first().text).toContain(linkUrl);
});

describe("failures", () => {
  it.each([
    [403, "bot was kicked from the supergroup chat", "unreachable"],
    [400, "chat not found", "unreachable"],
    [400, "not enough rights to send text messages to the chat", "unreachable"],
    [400, "message thread not found", "unreachable"],
    [400, "something new", "rejected"],
    [500, "Internal Server Error", "outcome-unknown"],
    [502, "Bad Gateway", "outcome-unknown"],
    [401, "Unauthorized", "unauthorised"],
    [404, "Not Found", "unauthorised"],
  ] as const)("a post refused with %i %s is %s", async (code, sentence, kind) => {
    world.telegram.faults.refuse(code, sentence, "sendMessage");
    const failure = await failureOf(world.platform.post({ conversation: chat(group) }, plainCard));
    expect(failure.kind).toBe(kind);
  });

  it.each([
    [400, "message to edit not found", "message-gone"],
    [400, "message can't be edited", "message-gone"],
    [400, "MESSAGE_ID_INVALID", "message-gone"],
    [500, "Internal Server Error", "unavailable"],
    [403, "bot was blocked by the user", "unreachable"],
  ] as const)("an edit refused with %i %s is %s", async (code, sentence, kind) => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
    world.telegram.faults.refuse(code, sentence, "editMessageText");
    const failure = await failureOf(world.platform.update(ref, words("changed")));
    expect(failure.kind).toBe(kind);
  });

  it("an edit whose answer is lost may be tried again, and then is none", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
    world.telegram.faults.loseReply("editMessageText");
    const failure = await failureOf(world.platform.update(ref, words("changed")));
    expect(failure.kind).toBe("unavailable");
    await world.platform.update(ref, words("changed"));
    expect(first()).toMatchObject({ text: "changed", edits: 1 });
  });

  it("too many edits: the wait is told, for this conversation", async () => {
    const { ref } = await world.platform.post({ conversation: chat(group) }, plainCard);
    world.telegram.faults.limit(31, { method: "editMessageText" });
    const failure = await failureOf(world.platform.update(ref, words("changed")));
    expect(failure).toMatchObject({ kind: "rate-limited", retryAfterMs: 31_000, scope: "conversation" });
  });

  it("nothing is repeated after a lost answer to a picture", async () => {
    world.telegram.faults.loseReply("sendPhoto");
    const failure = await failureOf(world.platform.post({ conversation: chat(group) }, linkCard()));
    expect(failure.kind).toBe("outcome-unknown");
    expect(world.seen()).toHaveLength(1);
  });
});

describe("how it looks", () => {
  it("has no link preview, and sound only when raised", async () => {
    await world.platform.post({ conversation: chat(group) }, words("quiet"));
    await world.platform.post({ conversation: chat(group) }, { ...words("loud"), isRaised: true });
    expect(world.seen().map((each) => each.isLoud)).toEqual([false, true]);
  });

  it("offers the link to be copied", async () => {
    const buttons = [{ label: "Copy link", action: { kind: "copy", text: linkUrl } as const }];
    await world.platform.post({ conversation: chat(group) }, linkCard({ buttons }));
    expect(world.telegram.world.messages.at(-1)?.keyboard.flat()[0]?.copy_text).toEqual({ text: linkUrl });
  });

  it("leaves out a copy button for more than Telegram copies", async () => {
    const buttons = [{ label: "Copy link", action: { kind: "copy", text: "x".repeat(257) } as const }];
    await world.platform.post({ conversation: chat(group) }, words("t", { buttons }));
    expect(first().buttons).toEqual([]);
  });

  it("numbers buttons that would look alike in a list", async () => {
    const entries = ["L7K2Q1", "L7K2Q2"].map((id) => ({
      badge: { text: "Active", tone: "good" } as const,
      title: id,
      detail: "Mug",
      buttons: [{ label: "Show", action: { kind: "command", command: `show ${id}` } as const }],
    }));
    await world.platform.post({ conversation: chat(ann) }, words("Your links", { entries }));
    expect(first().buttons.map((each) => each.label)).toEqual(["1 · Show", "2 · Show"]);
  });
});

describe("private answers", () => {
  const actor = `telegram:${ann}` as never;

  it("go to the asker's own chat", async () => {
    const posted = await world.platform.post({ conversation: chat(group), privateTo: actor }, words("your links"));
    expect(world.seen(ann)[0]?.text).toBe("your links");
    expect(posted.conversation).toBe(`telegram:${ann}`);
  });

  it("are told openly to somebody the bot cannot write to", async () => {
    const stranger = `telegram:${mallory}` as never;
    const posted = await world.platform.post({ conversation: chat(group), privateTo: stranger }, words("no"));
    expect(world.seen(group)[0]?.text).toBe("no");
    expect(posted.conversation).toBeUndefined();
  });

  it("are not told openly only because the private chat is slow", async () => {
    world.telegram.faults.limit(3, { method: "sendMessage" });
    const failure = await failureOf(world.platform.post({ conversation: chat(group), privateTo: actor }, words("x")));
    expect(failure.kind).toBe("rate-limited");
    expect(world.seen(group)).toEqual([]);
  });
});
