import { describe, expect, test } from "vitest";
import { type Defect, fakePlatform } from "../support/fake-platform.ts";
import { fakePlatformEmulator } from "../support/fake-platform-emulator.ts";
import { startPlatform } from "../support/platform-harness.ts";
import { platformCases } from "./platform-contract.ts";

/** Runs cases until one fails: its name and why; undefined when the platform keeps them all. */
async function firstBroken(defect?: Defect): Promise<{ readonly name: string; readonly why: string } | undefined> {
  for (const { name, run, applies } of platformCases) {
    const harness = await startPlatform({ platform: fakePlatform(defect), emulator: fakePlatformEmulator });
    try {
      if (applies === undefined || applies(harness)) await withinASecond(run(harness));
    } catch (error) {
      return { name, why: String(error) };
    } finally {
      await harness.stop();
    }
  }
  return undefined;
}

/** A platform that never answers must not hold up the check that it is noticed. */
async function withinASecond(run: Promise<void>): Promise<void> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new Error("never ended")), 1_000);
  await Promise.race([run, over.promise]).finally(() => clearTimeout(timer));
}

test("a small honest platform keeps every promise", async () => {
  expect(await firstBroken()).toBeUndefined();
});

const defects: readonly (readonly [Defect, noticedBy: string])[] = [
  ["believes-anyone", "a request with false proof (unsigned) is refused with 401 and counted"],
  ["believes-any-time", "a request with false proof (stale) is refused with 401 and counted"],
  ["forgets-keys", "a redelivered command is acknowledged again and stored once"],
  ["answers-first", "nothing is acknowledged before it is stored"],
  ["waits-for-ever", "a store that does not answer does not make the vendor wait"],
  ["hides-store-trouble", "a store that does not answer does not make the vendor wait"],
  ["hears-itself", "the bot's own message starts nothing"],
  ["admits-anyone", "a person who does not belong may not act, and is told whom to ask"],
  ["keeps-card-numbers", "a card number never leaves the platform"],
  ["keeps-any-length", "a text of more than 2,000 characters is never stored whole"],
  ["loses-about", "a pressed button is stored as the command it carries, about its message"],
  ["posts-anew", "an update changes the message in place and keeps its image"],
  ["sends-markup", 'user text shows literally and mentions nobody: "<!channel> <!here> <!everyone>"'],
  ["forgets-image", "the QR image on the card decodes to the link"],
  ["repeats-posts", "a post whose answer is lost is told as of unknown outcome and not repeated"],
  ["hides-the-wait", "too many messages: the wait the vendor asked for is told"],
  ["hides-loss", "a post whose answer is lost is told as of unknown outcome and not repeated"],
  ["shouts", "a change is told under its card, quietly"],
  ["tells-everyone", "a private answer is seen by the asker alone"],
  ["logs-its-token", "no secret is in any log line"],
];

describe("the suite notices a platform that", () => {
  test.each(defects)("%s", async (defect, noticedBy) => {
    expect((await firstBroken(defect))?.name).toBe(noticedBy);
  });
});
