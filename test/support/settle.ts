import type { BotReport } from "./bot-report.ts";
import type { World } from "./world.ts";

/** Payments of one link are gathered for a minute before they are told. */
const gatheredMs = 60_000;
/** Longer than any one step takes on a busy machine. What is still there then waits for a time to come. */
const slowestMs = 100;

/**
 * Lets the time go on, in steps, until nothing is under way: nothing to say, no link being made, looked for or closed,
 * every payment heard of; and that for so long that what is gathered is said too. At most that long; what is under way
 * then is noted as unsettled.
 */
export async function settle(world: World, atMostMs = 3_600_000): Promise<BotReport> {
  let calmSince: number | undefined;
  for (let passed = 0; ; ) {
    await world.startAll();
    await world.quiet(slowestMs);
    const wasSilent = await world.isSilent();
    // A database that was ended in the middle may still be coming back.
    const report = await world.report().catch(() => undefined);
    // A moment that came while the report was made may have changed what it says.
    const isSilent = wasSilent && (await world.isSilent());
    const isAtRest = isSilent && report !== undefined && underWay(world, report).length === 0;
    calmSince = isAtRest ? (calmSince ?? passed) : undefined;
    if (report !== undefined && calmSince !== undefined && passed - calmSince > gatheredMs) return report;
    if (passed >= atMostMs) return unsettled(world, report ?? (await world.report()));
    // A chat's pace goes in seconds, a provider's patience in minutes; a call under way must not outlive its lease.
    const isWorking = calmSince === undefined && !(await world.isIdle());
    const step = isWorking ? 1_100 : passed < 10_000 ? 2_500 : 20_000;
    await world.leap(step);
    passed += step;
  }
}

async function unsettled(world: World, report: BotReport): Promise<BotReport> {
  const left = [...underWay(world, report), JSON.stringify(await world.backlog())];
  world.unsettled.push(`still under way: ${left.join(", ")}`);
  return report;
}

/** What the bots must still do or hear. */
function underWay({ payments }: World, { links }: BotReport): readonly string[] {
  const isUnderWay = (link: BotReport["links"][number]) =>
    ["creating", "unknown", "disabling"].includes(link.status) ||
    link.isClosing ||
    (link.ref === undefined && link.status !== "failed");
  const unheard = payments.length - links.reduce((sum, link) => sum + link.paidCount, 0);
  return [
    ...links.filter(isUnderWay).map((link) => `${link.id} at ${link.provider}, ${link.status}`),
    ...(unheard > 0 ? [`${unheard} payments not heard of`] : []),
  ];
}
