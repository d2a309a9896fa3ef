import { expect } from "vitest";
import type { ConversationRef } from "../../src/model/conversation.ts";
import { PlatformError } from "../../src/model/errors.ts";
import type { PlatformHarness } from "../support/platform-harness.ts";
import { decodeQr, hostileTexts, linkCard, linkUrl, plainCard } from "./platform-cards.ts";
import type { PlatformCase } from "./platform-contract.ts";

/** What goes out: shown as meant, edited in place, failures told apart. */
export const outboundCases: readonly PlatformCase[] = [
  {
    name: "a conversation that was heard from can be spoken to",
    async run(harness) {
      const { emulator, platform } = harness;
      await platform.post({ conversation: await groupOf(harness) }, plainCard);
      expect(shown(harness)).toMatchObject({ place: emulator.places.group, edits: 0 });
    },
  },
  {
    name: "a direct conversation that was heard from can be spoken to",
    async run(harness) {
      const { emulator, platform, host } = harness;
      await emulator.say("hello");
      await platform.post({ conversation: conversationOf(host.accepted[0]?.message.conversation) }, plainCard);
      expect(shown(harness).place).toBe(emulator.places.direct);
    },
  },
  {
    name: "everything on a card can be read",
    async run(harness) {
      const message = linkCard();
      await harness.platform.post({ conversation: await groupOf(harness) }, message);
      const { card } = message;
      for (const words of [
        card.title,
        card.testBanner,
        ...(card.lines ?? []),
        card.badge?.text,
        card.footnote,
        linkUrl,
      ]) {
        expect(shown(harness).text).toContain(words);
      }
      for (const fact of card.facts ?? []) expect(shown(harness).text).toContain(fact.label);
      expect(shown(harness).text).toContain("Onerway");
      expect(shown(harness).buttons.map((each) => each.label)).toEqual(["Open", "Refresh", "Disable"]);
    },
  },
  {
    name: "the QR image on the card decodes to the link",
    async run(harness) {
      await harness.platform.post({ conversation: await groupOf(harness) }, linkCard());
      expect(shown(harness).links).toContain(linkUrl);
      expect(decodeQr(shown(harness).image)).toBe(linkUrl);
    },
  },
  {
    name: "an update changes the message in place and keeps its image",
    async run(harness) {
      const { platform, emulator } = harness;
      const { ref } = await platform.post({ conversation: await groupOf(harness) }, linkCard());
      const before = emulator.messages().length;
      const paid = linkCard({ badge: { text: "Paid", tone: "good" }, lines: ["Paid 49.99 USD."] });
      await platform.update(ref, paid);
      expect(emulator.messages()).toHaveLength(before);
      const now = card(harness);
      expect(now.text).toContain("Paid 49.99 USD.");
      expect(now.edits).toBe(1);
      expect(decodeQr(now.image)).toBe(linkUrl);
    },
  },
  {
    name: "an update that takes the link and its image away does so",
    async run(harness) {
      const { platform } = harness;
      const { ref } = await platform.post({ conversation: await groupOf(harness) }, linkCard());
      await platform.update(ref, { ...plainCard, card: { ...plainCard.card, lines: ["Disabled."], buttons: [] } });
      expect(card(harness).text).toContain("Disabled.");
      expect(card(harness).text).not.toContain(linkUrl);
      expect(card(harness).buttons).toEqual([]);
    },
  },
  {
    name: "an update that brings the image of a card posted without one shows it",
    async run(harness) {
      const { platform } = harness;
      const { ref } = await platform.post({ conversation: await groupOf(harness) }, plainCard);
      await platform.update(ref, linkCard());
      const images = harness.emulator.messages().map((each) => each.image);
      expect(images.map(decodeQr)).toContain(linkUrl);
      expect(harness.emulator.messages().some((each) => each.text.includes(linkUrl))).toBe(true);
    },
  },
  {
    name: "saying the same twice is not an error",
    async run(harness) {
      const { platform } = harness;
      const { ref } = await platform.post({ conversation: await groupOf(harness) }, linkCard());
      await platform.update(ref, linkCard());
      await platform.update(ref, linkCard());
      expect(card(harness).text).toContain(linkUrl);
    },
  },
  ...hostileTexts.map(
    (text): PlatformCase => ({
      name: `user text shows literally and mentions nobody: ${JSON.stringify(text)}`,
      async run(harness) {
        const hostile = linkCard({
          title: text,
          lines: [text],
          facts: [{ label: "For", value: text }],
          footnote: text,
        });
        await harness.platform.post({ conversation: await groupOf(harness) }, hostile);
        const { text: seen, notified, links } = shown(harness);
        expect(seen.replaceAll(/\s+/g, " ").split(text.replaceAll(/\s+/g, " ")).length - 1).toBeGreaterThanOrEqual(3);
        expect(notified).toEqual([]);
        expect(links.filter((each) => each.includes("evil"))).toEqual([]);
      },
    }),
  ),
  {
    name: "text without end is cut, and the link still stands whole",
    async run(harness) {
      const long = `${"0123456789 & <b> ".repeat(300)}end`;
      const endless = linkCard({
        summary: long,
        title: long,
        lines: [long, long],
        facts: Array.from({ length: 30 }, (_, index) => ({ label: `Label ${index} ${long}`, value: long })),
        footnote: long,
        testBanner: long,
        buttons: Array.from({ length: 12 }, (_, index) => ({
          label: `Button ${index} ${long}`,
          action: { kind: "command", command: `show L7K2Q${index}` } as const,
        })),
      });
      await harness.platform.post({ conversation: await groupOf(harness) }, endless);
      expect(card(harness).text).toContain("0123456789 & <b> 0123456789");
      expect(harness.emulator.messages().some((each) => each.text.includes(linkUrl))).toBe(true);
    },
  },
  {
    name: "a list shows every entry with its buttons",
    async run(harness) {
      const entries = Array.from({ length: 10 }, (_, index) => ({
        badge: { text: "Active", tone: "good" } as const,
        title: `L7K2Q${index} · ${index}.00 USD`,
        detail: `Mug & <b>${index}</b>`,
        buttons: [{ label: `Show ${index}`, action: { kind: "command", command: `show L7K2Q${index}` } as const }],
      }));
      const list = { ...plainCard, card: { summary: "Links", title: "Your links", entries } };
      await harness.platform.post({ conversation: await groupOf(harness) }, list);
      for (const entry of entries) {
        expect(shown(harness).text).toContain(entry.title);
        expect(shown(harness).text).toContain(entry.detail);
      }
      expect(shown(harness).buttons).toHaveLength(10);
    },
  },
  {
    name: "a change is told under its card, quietly",
    async run(harness) {
      const { platform } = harness;
      const conversation = await groupOf(harness);
      const { ref } = await platform.post({ conversation }, plainCard);
      const cardId = shown(harness).id;
      await platform.post(
        { conversation, replyTo: ref },
        { ...plainCard, card: { summary: "Disabled", title: "Disabled" } },
      );
      expect(shown(harness)).toMatchObject({ inReplyTo: cardId, isLoud: false, notified: [] });
    },
  },
  {
    name: "a raised message makes itself noticed and names the maker",
    async run(harness) {
      const { platform, host } = harness;
      const conversation = await groupOf(harness);
      const { ref } = await platform.post({ conversation }, plainCard);
      const maker = host.accepted[0]?.message.actor;
      if (maker === undefined) throw new Error("nobody spoke");
      const paid = { ...plainCard, card: { summary: "Paid", title: "Paid 49.99 USD" }, mention: maker, isRaised: true };
      await platform.post({ conversation, replyTo: ref }, paid);
      expect(shown(harness).isLoud).toBe(true);
      expect(shown(harness).notified).toEqual([harness.emulator.people.member]);
    },
  },
  {
    name: "a private answer is seen by the asker alone",
    async run(harness) {
      const { emulator, platform, host } = harness;
      const conversation = await groupOf(harness);
      const asker = host.accepted[0]?.message;
      if (asker === undefined) throw new Error("nobody asked");
      const posted = await platform.post({ conversation, privateTo: asker.actor.id }, plainCard);
      const seen = emulator.messages().at(-1);
      const isAlone = seen?.onlyFor === emulator.people.member || seen?.place === emulator.places.direct;
      expect(isAlone || !emulator.traits.canWhisper).toBe(true);
      expect(platform.pace(posted.conversation ?? conversation, "private").gapMs).toBeGreaterThanOrEqual(0);
    },
  },
  {
    name: "the next answer asked of the person can be given in words",
    async run(harness) {
      const { emulator, platform, host } = harness;
      await emulator.say("hello");
      const conversation = conversationOf(host.accepted[0]?.message.conversation);
      await platform.post({ conversation }, { ...plainCard, expectsAnswer: true });
      harness.clock.advance(2_000);
      await emulator.say("49.99 USD");
      expect(harness.last()).toMatchObject({ kind: "text", text: "49.99 USD", conversation });
    },
  },
  {
    name: "too many messages: the wait the vendor asked for is told",
    async run(harness) {
      const conversation = await groupOf(harness);
      harness.emulator.faults.limit(7, { method: harness.emulator.traits.postMethod });
      const failure = await failureOf(harness.platform.post({ conversation }, plainCard));
      expect(failure).toMatchObject({ kind: "rate-limited", retryAfterMs: 7_000 });
      expect(harness.emulator.messages()).toEqual([]);
    },
  },
  {
    name: "a post whose answer is lost is told as of unknown outcome and not repeated",
    async run(harness) {
      const conversation = await groupOf(harness);
      harness.emulator.faults.loseReply(harness.emulator.traits.postMethod);
      const failure = await failureOf(harness.platform.post({ conversation }, plainCard));
      expect(failure.kind).toBe("outcome-unknown");
      expect(harness.emulator.messages()).toHaveLength(1);
    },
  },
  {
    name: "a post that is never answered is given up, as of unknown outcome",
    async run(harness) {
      const conversation = await groupOf(harness);
      harness.emulator.faults.hang(harness.emulator.traits.postMethod);
      const failure = await failureOf(passing(harness, harness.platform.post({ conversation }, plainCard)));
      expect(failure.kind).toBe("outcome-unknown");
    },
  },
  {
    name: "an edit of a message that is gone is told as such",
    async run(harness) {
      const { ref } = await harness.platform.post({ conversation: await groupOf(harness) }, plainCard);
      harness.emulator.remove(shown(harness).id);
      const failure = await failureOf(harness.platform.update(ref, linkCard()));
      expect(failure.kind).toBe("message-gone");
    },
  },
  {
    name: "a conversation that is closed to the bot is told as unreachable",
    async run(harness) {
      const conversation = await groupOf(harness);
      harness.emulator.closePlace(harness.emulator.places.group);
      const failure = await failureOf(harness.platform.post({ conversation }, plainCard));
      expect(failure.kind).toBe("unreachable");
    },
  },
  {
    name: "refused credentials are told as such, without showing them",
    async run(harness) {
      const conversation = await groupOf(harness);
      harness.emulator.faults.revoke();
      const failure = await failureOf(harness.platform.post({ conversation }, plainCard));
      expect(failure.kind).toBe("unauthorised");
      const told = `${failure.message} ${failure.stack} ${String(failure.cause)} ${harness.logger.lines.join(" ")}`;
      expect(harness.emulator.secrets.filter((secret) => told.includes(secret))).toEqual([]);
    },
  },
  {
    name: "another place to reach a person can be spoken to, where there is one",
    async run(harness) {
      const { platform, host } = harness;
      await groupOf(harness);
      const actor = host.accepted[0]?.message.actor.id;
      const direct = actor === undefined ? undefined : await platform.directConversation?.(actor);
      if (direct === undefined) return;
      await platform.post({ conversation: direct }, plainCard);
      expect(shown(harness).place).toBe(harness.emulator.places.direct);
    },
  },
  {
    name: "every kind of send has a pace",
    async run(harness) {
      const conversation = await groupOf(harness);
      for (const kind of ["post", "edit", "private"] as const) {
        const pace = harness.platform.pace(conversation, kind);
        expect(pace.gapMs).toBeGreaterThanOrEqual(0);
        expect(pace.budgets.every((each) => each.capacity > 0 && each.refillPerSecond > 0 && each.key !== "")).toBe(
          true,
        );
      }
    },
  },
  {
    name: "a stopped platform can still send",
    async run(harness) {
      const conversation = await groupOf(harness);
      await harness.platform.stop();
      await harness.platform.post({ conversation }, plainCard);
      expect(shown(harness).text).toContain("49.99 USD");
    },
  },
];

async function groupOf({ emulator, host, clock }: PlatformHarness): Promise<ConversationRef> {
  await emulator.command("list");
  clock.advance(2_000);
  return conversationOf(host.accepted[0]?.message.conversation);
}

function conversationOf(found: ConversationRef | undefined): ConversationRef {
  if (found === undefined) throw new Error("nothing was stored");
  return found;
}

function shown({ emulator }: PlatformHarness) {
  const last = emulator.messages().at(-1);
  if (last === undefined) throw new Error("no message was posted");
  return last;
}

/** The first message: the card itself where a platform needs more than one for it. */
function card({ emulator }: PlatformHarness) {
  const [first] = emulator.messages();
  if (first === undefined) throw new Error("no message was posted");
  return first;
}

async function failureOf(send: Promise<unknown>): Promise<PlatformError> {
  const failure = await send.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof PlatformError) return failure;
  throw new Error(`not a PlatformError: ${String(failure)}`, { cause: failure });
}

/** Lets the clock run on until the send ends. */
async function passing<T>({ clock }: PlatformHarness, send: Promise<T>): Promise<T> {
  let isOver = false;
  const end = send.finally(() => {
    isOver = true;
  });
  end.catch(() => undefined);
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    clock.advance(1_000);
  }
  return end;
}
