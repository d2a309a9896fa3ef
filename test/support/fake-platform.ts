import { createHmac } from "node:crypto";
import { z } from "zod";
import type { ActorId, ConversationRef, MessageRef, PlatformId } from "../../src/model/conversation.ts";
import { PlatformError, type PlatformErrorKind } from "../../src/model/errors.ts";
import {
  type ChatPlatform,
  definePlatform,
  type OutboundMessage,
  type PlatformContext,
} from "../../src/ports/chat-platform.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";

/** Ways the fake platform can be wrong, each of which the contract suite must notice. */
export type Defect =
  | "believes-anyone"
  | "believes-any-time"
  | "forgets-keys"
  | "answers-first"
  | "waits-for-ever"
  | "hides-store-trouble"
  | "hears-itself"
  | "admits-anyone"
  | "keeps-card-numbers"
  | "keeps-any-length"
  | "loses-about"
  | "posts-anew"
  | "sends-markup"
  | "forgets-image"
  | "repeats-posts"
  | "hides-the-wait"
  | "hides-loss"
  | "shouts"
  | "tells-everyone"
  | "logs-its-token";

const env = z.object({ FAKE_URL: z.string(), FAKE_SECRET: z.string(), FAKE_TOKEN: z.string() });

interface FakeUpdate {
  readonly id: string;
  readonly kind: "command" | "text" | "button";
  readonly from: { readonly id: string; readonly name: string; readonly isMember: boolean; readonly isBot: boolean };
  readonly chat: { readonly id: string; readonly isDirect: boolean };
  readonly text: string;
  readonly about?: string;
}

/** The smallest platform that keeps the contract, or breaks it in one way. */
export function fakePlatform(defect?: Defect) {
  return definePlatform({
    id: "fake",
    title: defect === undefined ? "Fake" : `Fake that ${defect}`,
    env,
    create: async (config, context) => createFake(config, context, defect),
  });
}

function createFake(config: z.output<typeof env>, context: PlatformContext, defect?: Defect): ChatPlatform {
  const seen = new Set<string>();
  if (defect === "logs-its-token") context.logger.info("starting", { token: config.FAKE_TOKEN });

  function isProven({ headers, body }: HttpDelivery): boolean {
    const at = headers["x-fake-time"] ?? "";
    const isTimely = Math.abs(Number(at) - context.clock.now().getTime()) <= 300_000;
    if (!isTimely && defect !== "believes-any-time") return false;
    const proof = createHmac("sha256", config.FAKE_SECRET).update(`${at}.`).update(body).digest("hex");
    return proof === headers["x-fake-signature"];
  }

  async function receive(request: HttpDelivery): Promise<HttpReply> {
    if (defect !== "believes-anyone" && !isProven(request)) {
      context.metrics.count("fake_refused_total", { reason: "signature" });
      return { status: 401 };
    }
    const update = JSON.parse(Buffer.from(request.body).toString("utf8")) as FakeUpdate;
    if (update.from.isBot && defect !== "hears-itself") return { status: 200 };
    const key = defect === "forgets-keys" ? context.ids.uuid() : update.id;
    if (seen.has(key)) context.metrics.count("fake_replayed_total");
    seen.add(key);
    const clean = defect === "keeps-card-numbers" ? update.text : update.text.replaceAll(/(?:\d ?){13,19}/g, "[card] ");
    const text = defect === "keeps-any-length" ? clean : clean.slice(0, 2_000);
    const isAllowed = update.from.isMember || defect === "admits-anyone";
    const accepted = context.host.accept({
      key,
      message: {
        conversation: `fake:${update.chat.id}` as ConversationRef,
        actor: { id: `fake:${update.from.id}` as ActorId, name: update.from.name },
        locale: {},
        kind: update.kind,
        text,
        ...(clean !== update.text && { wasRedacted: true }),
        isDirect: update.chat.isDirect,
        isAddressed: true,
        isAllowed,
        ...(!isAllowed && { refusal: "Ask Ann." }),
        ...(update.about !== undefined && defect !== "loses-about" && { about: `fake:${update.about}` as MessageRef }),
      },
    });
    const trouble: HttpReply =
      defect === "hides-store-trouble" ? { status: 200 } : { status: 503, headers: { "retry-after": "1" } };
    const stored = accepted.then(
      (): HttpReply => ({ status: 200 }),
      () => trouble,
    );
    if (defect === "answers-first") return { status: 200 };
    const over = new AbortController();
    const late = context.clock.sleep(2_500, over.signal).then(() => trouble);
    return Promise.race(defect === "waits-for-ever" ? [stored] : [stored, late]).finally(() => over.abort());
  }

  async function call(method: string, content: object): Promise<{ readonly id: string }> {
    const [over, done] = [new AbortController(), new AbortController()];
    void context.clock.sleep(8_000, done.signal).then(() => done.signal.aborted || over.abort());
    const request = () =>
      fetch(`${config.FAKE_URL}/${method}`, {
        method: "POST",
        headers: { authorization: config.FAKE_TOKEN },
        body: JSON.stringify(content),
        signal: over.signal,
      });
    const answer = await request()
      .catch((cause) => {
        if (defect === "repeats-posts") return request();
        throw fail(defect === "hides-loss" ? "unavailable" : "outcome-unknown", { cause });
      })
      .finally(() => done.abort());
    if (answer.status === 429) {
      const wait = Number(answer.headers.get("retry-after")) * 1_000;
      throw fail("rate-limited", defect === "hides-the-wait" ? {} : { retryAfterMs: wait });
    }
    if (!answer.ok) throw fail((await answer.text()) as PlatformErrorKind);
    return (await answer.json()) as { readonly id: string };
  }

  return {
    id: "fake" as PlatformId,
    routes: () => [{ method: "POST", path: "/fake/webhook", handle: receive }],
    async start() {},
    async stop() {},
    async post(target, message) {
      const { id } = await call("send", {
        chat: target.conversation.slice("fake:".length),
        ...(target.replyTo !== undefined && { replyTo: target.replyTo.slice("fake:".length) }),
        ...(target.privateTo !== undefined && defect !== "tells-everyone" && { onlyFor: target.privateTo.slice(5) }),
        ...show(message, defect),
      });
      return { ref: `fake:${id}` as MessageRef };
    },
    async update(ref, message) {
      const id = ref.slice("fake:".length);
      if (defect === "posts-anew") await call("send", { chat: "group", ...show(message, defect) });
      else await call("edit", { id, ...show(message, defect) });
    },
    pace: () => ({ gapMs: 1_000, budgets: [{ key: "fake", capacity: 30, refillPerSecond: 30 }] }),
  };
}

function show({ card, mention, isRaised }: OutboundMessage, defect?: Defect): object {
  const banner = card.testBanner === undefined ? [] : [card.testBanner];
  const facts = (card.facts ?? []).map(({ label, value }) => `${label}: ${value}`);
  const entries = (card.entries ?? []).map(({ badge, title, detail }) => `${badge.text} ${title}\n${detail}`);
  const lines = [...banner, card.badge?.text, card.title, ...(card.lines ?? []), ...facts, card.link?.url, ...entries];
  const text = [...lines, card.footnote].filter((line) => line !== undefined).join("\n");
  const buttons = [...(card.buttons ?? []), ...(card.entries ?? []).flatMap((each) => each.buttons ?? [])];
  return {
    // The fake vendor reads angle brackets as markup unless they are escaped.
    text: defect === "sends-markup" ? text : text.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    ...(card.link !== undefined && { link: card.link.url }),
    ...(card.image !== undefined &&
      defect !== "forgets-image" && { image: Buffer.from(card.image.png).toString("base64") }),
    buttons: buttons.map(({ label, action }) => ({
      label,
      ...(action.kind === "command" && { command: action.command }),
      ...(action.kind === "open" && { url: action.url }),
    })),
    ...(mention !== undefined && { mention: mention.id.slice("fake:".length) }),
    isLoud: isRaised === true || defect === "shouts",
  };
}

function fail(kind: PlatformErrorKind, details: { retryAfterMs?: number; cause?: unknown } = {}): PlatformError {
  return new PlatformError({ platform: "fake", kind, ...details });
}
