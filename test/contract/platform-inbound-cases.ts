import { expect } from "vitest";
import type { Forgery } from "../../adapters/shared/chat-emulator.ts";
import { platformOf } from "../../src/model/conversation.ts";
import type { PlatformHarness } from "../support/platform-harness.ts";
import { plainCard } from "./platform-cards.ts";
import type { PlatformCase } from "./platform-contract.ts";

const words = "49.99 USD Annual membership";
const cardNumber = "4111 1111 1111 1111";

/** What comes in: proven, translated, stored once, answered in time. */
export const inboundCases: readonly PlatformCase[] = [
  {
    name: "a typed command is stored as a command, without the command's name",
    async run({ id, emulator, host, only }) {
      const { answer } = await emulator.command(words);
      expect(answer.status).toBe(200);
      const { message } = only();
      expect(message).toMatchObject({ kind: "command", text: words, isAllowed: true, isDirect: false });
      expect(platformOf(message.conversation)).toBe(id);
      expect(platformOf(message.actor.id)).toBe(id);
      expect(message.actor.name).not.toBe("");
      expect(host.offered).toHaveLength(1);
    },
  },
  {
    name: "words said to the bot alone are stored as text that was meant for it",
    async run({ emulator, only }) {
      await emulator.say("a link for 20 dollars for the mug please");
      expect(only().message).toMatchObject({
        kind: "text",
        text: "a link for 20 dollars for the mug please",
        isDirect: true,
        isAddressed: true,
        isAllowed: true,
      });
    },
  },
  {
    name: "a pressed button is stored as the command it carries, about its message",
    async run(harness) {
      const { emulator, platform, host } = harness;
      const conversation = await groupOf(harness);
      const { ref } = await platform.post({ conversation }, plainCard);
      const shown = emulator.messages().at(-1);
      await emulator.press(shown?.id ?? "", "Refresh");
      expect(host.accepted).toHaveLength(2);
      expect(harness.last()).toMatchObject({ kind: "button", text: "refresh L7K2QM", about: ref, conversation });
    },
  },
  {
    name: "two presses of one button are two deliveries",
    async run(harness) {
      const { emulator, platform, host } = harness;
      await platform.post({ conversation: await groupOf(harness) }, plainCard);
      const id = emulator.messages().at(-1)?.id ?? "";
      await emulator.press(id, "Refresh");
      harness.clock.advance(2_000);
      await emulator.press(id, "Refresh");
      expect(host.accepted).toHaveLength(3);
    },
  },
  {
    name: "the same words typed twice are two deliveries",
    async run({ emulator, host, clock }) {
      await emulator.command(words);
      clock.advance(2_000);
      await emulator.command(words);
      expect(host.accepted).toHaveLength(2);
    },
  },
  {
    name: "the bot's own message starts nothing",
    async run({ emulator, host }) {
      const { answer } = await emulator.echo(words);
      expect(answer.status).toBe(200);
      expect(host.offered).toEqual([]);
    },
  },
  ...(["command", "say"] as const).map(
    (act): PlatformCase => ({
      name: `a redelivered ${act} is acknowledged again and stored once`,
      async run({ emulator, only }) {
        const delivery = await emulator[act](words);
        const again = await delivery.redeliver();
        expect(again.status).toBe(200);
        expect(only().message.text).toBe(words);
      },
    }),
  ),
  {
    name: "a request sent again by somebody who saw it has no second effect, and is counted",
    async run({ emulator, metrics, only, id }) {
      const delivery = await emulator.command(words);
      await delivery.replay();
      expect(only().message.text).toBe(words);
      expect(countsOf(metrics.counts, id)).toBeGreaterThan(0);
    },
  },
  ...(["unsigned", "wrong-signature", "stale", "future", "changed-body"] as const).map(
    (kind: Forgery): PlatformCase => ({
      name: `a request with false proof (${kind}) is refused with 401 and counted`,
      applies: ({ emulator }) => emulator.traits.forgeries.includes(kind),
      async run({ emulator, host, metrics, id }) {
        const answer = await emulator.forge(kind, words);
        expect(answer.status).toBe(401);
        expect(host.offered).toEqual([]);
        expect(countsOf(metrics.counts, id)).toBeGreaterThan(0);
      },
    }),
  ),
  {
    name: "nothing is acknowledged before it is stored",
    async run({ emulator, host }) {
      const held = host.hold();
      let isAnswered = false;
      const sent = emulator.command(words).then((delivery) => {
        isAnswered = true;
        return delivery;
      });
      await held.reached;
      await longEnoughForAnAnswer();
      expect(isAnswered).toBe(false);
      held.release();
      expect((await sent).answer.status).toBe(200);
    },
  },
  {
    name: "a store that does not answer does not make the vendor wait",
    async run({ emulator, host, clock }) {
      const held = host.hold();
      const sent = emulator.command(words);
      await held.reached;
      clock.advance(emulator.traits.answerWithinMs - 100);
      const { answer } = await sent;
      expect([200, 503]).toContain(answer.status);
      expect(answer.status === 503 || answer.said !== "").toBe(true);
      held.release();
    },
  },
  {
    name: "when nothing can be stored the vendor or the person is told so",
    async run({ emulator, host }) {
      host.isStoreDown = true;
      const { answer } = await emulator.command(words);
      const { status, isTold } = emulator.traits.storeDown;
      expect(answer.status).toBe(status);
      if (isTold) expect(answer.said).not.toBe("");
      else expect(answer.headers["retry-after"]).toMatch(/^\d+$/);
      expect(host.accepted).toEqual([]);
    },
  },
  {
    name: "once the store is back the same person is served again",
    async run({ emulator, host, clock }) {
      host.isStoreDown = true;
      const first = await emulator.command(words);
      host.isStoreDown = false;
      clock.advance(5_000);
      if (first.answer.status === 503) await first.redeliver();
      else await emulator.command(words);
      expect(host.accepted).toHaveLength(1);
    },
  },
  {
    name: "a person who does not belong may not act, and is told whom to ask",
    async run({ emulator, host }) {
      await emulator.command(words, { by: emulator.people.outsider });
      for (const { message } of host.accepted) {
        expect(message.isAllowed).toBe(false);
        expect(message.refusal ?? "").not.toBe("");
      }
    },
  },
  {
    name: "a button pressed by a person who does not belong is not allowed",
    async run(harness) {
      const { emulator, platform, host } = harness;
      await platform.post({ conversation: await groupOf(harness) }, plainCard);
      await emulator.press(emulator.messages().at(-1)?.id ?? "", "Refresh", { by: emulator.people.outsider });
      expect(host.accepted.slice(1).every(({ message }) => !message.isAllowed)).toBe(true);
    },
  },
  {
    name: "two people are told apart",
    async run({ emulator, host, clock }) {
      await emulator.command(words);
      clock.advance(2_000);
      await emulator.command(words, { by: emulator.people.colleague });
      expect(new Set(host.accepted.map(({ message }) => message.actor.id)).size).toBe(2);
    },
  },
  {
    name: "a card number never leaves the platform",
    async run({ emulator, host, logger }) {
      await emulator.command(`49.99 USD charge ${cardNumber} now`);
      await emulator.say(`please charge ${cardNumber}`);
      expect(host.accepted.length).toBeGreaterThan(0);
      expect(host.accepted.every(({ message }) => message.wasRedacted === true)).toBe(true);
      expect(JSON.stringify(host.offered)).not.toContain("1111 1111");
      expect(logger.lines.join("\n")).not.toContain("1111 1111");
    },
  },
  {
    name: "a text of more than 2,000 characters is never stored whole",
    async run({ emulator, host }) {
      await emulator.say(`pay ${"x".repeat(2_500)}`);
      expect(host.accepted.every(({ message }) => message.text.length <= 2_000)).toBe(true);
    },
  },
  {
    name: "no secret is in any log line",
    async run({ emulator, logger }) {
      await emulator.command(words);
      await emulator.forge("wrong-signature", words);
      const log = logger.lines.join("\n");
      expect(emulator.secrets.filter((secret) => log.includes(secret))).toEqual([]);
    },
  },
];

/** An answer that was sent travels loopback in a fraction of this. */
function longEnoughForAnAnswer(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

async function groupOf({ emulator, host, clock }: PlatformHarness) {
  await emulator.command("list");
  clock.advance(2_000);
  const conversation = host.accepted[0]?.message.conversation;
  if (conversation === undefined) throw new Error("the command was not stored");
  return conversation;
}

function countsOf(counts: ReadonlyMap<string, number>, id: string): number {
  const found = [...counts].filter(([key]) => new RegExp(`^${id}_(refused|replayed)_total`).test(key));
  return found.reduce((sum, [, count]) => sum + count, 0);
}
