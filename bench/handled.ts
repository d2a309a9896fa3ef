import type { ConversationRef } from "../src/model/conversation.ts";
import { startTestBot } from "../test/support/bot.ts";
import { type Row, spread } from "./rows.ts";

const links = 200;
const events = 5_000;
const runs = 3;

/** Webhooks from stored to told: event, link, notices, audit, card edits merged. Reported, nothing is wanted of it. */
export async function handledRow(databaseUrl?: string): Promise<Row> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run += 1) figures.push(await handleAll(databaseUrl));
  return {
    what: `webhooks handled to the end, sustained (${events.toLocaleString("en")} payments of ${links} links)`,
    measured: spread(figures, "/s"),
    baseline: "",
    ratio: "",
    wanted: "reported",
    isMet: undefined,
  };
}

async function handleAll(databaseUrl?: string): Promise<number> {
  const bot = await startTestBot({
    providers: ["gstable"],
    environment: { DEFAULT_PROVIDER: "gstable", SWEEP_INTERVAL: "0" },
    ...(databaseUrl !== undefined && { databaseUrl }),
  });
  try {
    for (let index = 0; index < links; index += 1)
      await bot.desk.say(`${index + 1} USD thing uses:many`, {
        conversation: `desk:c${index % 20}` as ConversationRef,
      });
    await bot.quiet();
    const made = (await bot.app.store.listLinks({ limit: links })).links;
    const startedAt = performance.now();
    await Promise.all(
      Array.from({ length: events }, (_unused, index) => {
        const link = made[index % made.length];
        if (link?.ref === undefined || link.price.kind !== "fixed") throw new Error("a link was not made");
        const event = {
          kind: "payment.succeeded" as const,
          key: `p${index}`,
          ref: link.ref,
          occurredAt: new Date(),
          amount: link.price.amount,
        };
        return bot.app.store.acceptDelivery({
          source: `webhook:${link.account}`,
          key: `p${index}`,
          lane: `webhook:${link.ref}`,
          body: { kind: "webhook", account: link.account, events: [event], hints: [] },
          receivedAt: new Date(),
        });
      }),
    );
    for (;;) {
      const { deliveries } = await bot.app.store.backlog(new Date());
      if (deliveries === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const seconds = (performance.now() - startedAt) / 1000;
    const after = (await bot.app.store.listLinks({ limit: links })).links;
    const counted = after.reduce((sum, link) => sum + link.payments.count, 0);
    if (counted !== events) throw new Error(`${counted} payments counted of ${events}`);
    return events / seconds;
  } finally {
    await bot.stop();
  }
}
