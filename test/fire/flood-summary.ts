import type { FloodPlan, FloodRun } from "./flood.ts";

const mebibyte = 1024 * 1024;
const mostGrowth = 256 * mebibyte;

/** What must not be, whatever the size of the flood. */
export function floodProblems({ payments }: FloodPlan, run: FloodRun): readonly string[] {
  const { verdict, memory, lagSeconds, overtaking, posts, edits } = run;
  const lost = payments - verdict.counts.payments;
  return [
    ...verdict.problems,
    ...(lost === 0 ? [] : [`${lost} payments were not made`]),
    ...(overtaking === 0 ? [] : [`${overtaking} cards that could wait went before money`]),
    ...(posts + edits < payments ? [] : [`${posts + edits} messages for ${payments} payments: nothing was gathered`]),
    ...(memory.most - memory.before < mostGrowth
      ? []
      : [`the memory grew by ${inMebibytes(memory.most - memory.before)}`]),
    ...(lagSeconds.last === 0 ? [] : [`the channel is still ${lagSeconds.last.toFixed(0)} s behind`]),
  ];
}

/** What was tried and counted in a flood, as lines to read. */
export function floodSummaryOf(plan: FloodPlan, run: FloodRun): string {
  const { verdict, memory, lagSeconds } = run;
  const problems = floodProblems(plan, run);
  const perSecond = (count: number, ms: number) => `${Math.round((count * 1_000) / ms)}/s`;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  return [
    "",
    "Tried",
    `  ${plan.payments} payments by ${plan.atOnce} buyers at once, for ${plan.links} ${plan.provider} links in one channel`,
    `  that takes a message every ${seconds(plan.gapMs)}, with the cards of ${run.waiting} other links waiting there`,
    "Counted",
    `  taken in    ${seconds(run.takenInMs)}: ${run.webhooks} webhooks, ${perSecond(run.webhooks, run.takenInMs)}, ${run.refused} to be sent again`,
    `  handled     ${seconds(run.handledMs)}: ${perSecond(plan.payments, run.handledMs)} payments to the end`,
    `  said        ${run.posts} messages and ${run.edits} edits; money in ${verdict.counts.told} of them, ${verdict.counts.toldTwice} twice`,
    `  drained     ${seconds(run.drainedMs)} of the bot's time after the first payment`,
    `  paid first  ${run.overtaking} waiting cards went before the money of a link`,
    `  memory      ${inMebibytes(memory.before)} before, ${inMebibytes(memory.most)} at most`,
    `  lag         ${lagSeconds.worst.toFixed(0)} s at worst, ${lagSeconds.last.toFixed(0)} s at the end, by the metric`,
    problems.length === 0
      ? "No problem: every payment was taken in, counted once and told, money first."
      : `${problems.length} problems`,
    ...problems.map((each) => `  ${each}`),
  ].join("\n");
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / mebibyte)} MiB`;
}
