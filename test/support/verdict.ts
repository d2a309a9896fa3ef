import type { MessageRef } from "../../src/model/conversation.ts";
import type { OutboundMessage } from "../../src/ports/chat-platform.ts";
import { type BotReport, type LinkReport, textOf } from "./bot-report.ts";
import type { RoomMessage } from "./room.ts";
import type { World } from "./world.ts";

/** A command whose acknowledgement reached the person; its description is in no other. */
export interface AcknowledgedCommand {
  readonly description: string;
}

/** What was found and counted. `problems` must be empty. */
export interface Verdict {
  readonly problems: readonly string[];
  readonly counts: {
    readonly links: number;
    readonly payments: number;
    readonly told: number;
    readonly toldTwice: number;
    readonly secondCards: number;
    readonly doubtfulRepeated: number;
    readonly doubtfulDropped: number;
    readonly parked: number;
  };
}

/**
 * Holds what the bots believe against what the chat and the providers hold. Call it when everything has settled.
 * `silent`: conversations that could take nothing; what should stand there is not looked for.
 */
export function judge(
  world: World,
  report: BotReport,
  commands: readonly AcknowledgedCommand[],
  silent: ReadonlySet<string> = new Set(),
): Verdict {
  const problems: string[] = [];
  for (const { description } of commands) {
    const made = report.links.filter((link) => link.description === description).length;
    if (made !== 1) problems.push(`"${description}" was acknowledged and has ${made} links`);
  }
  const tellings = report.links.map((link) => tellingOf(world.room.messages, link));
  for (const link of report.links) {
    problems.push(...providerProblems(world, link), ...moneyProblems(world, link), ...auditProblems(report, link));
    if (!silent.has(link.conversation)) problems.push(...chatProblems(world.room.messages, link));
  }
  for (const [provider, emulator] of world.emulators) {
    const known = new Set(report.links.filter((link) => link.provider === provider).map((link) => link.reference));
    for (const { reference } of emulator.links())
      if (!known.has(reference)) problems.push(`${provider} has ${reference}, which no link of ours is`);
  }
  const counts = {
    links: report.links.length,
    payments: world.payments.length,
    told: sum(tellings.map((each) => each.messages)),
    toldTwice: sum(report.links.map((link, index) => surplusOf(link, tellings[index]?.money ?? 0n))),
    secondCards: sum(tellings.map((each) => Math.max(0, each.cards - 1))),
    doubtfulRepeated: world.tally("notices_doubtful_total", { outcome: "repeated" }),
    doubtfulDropped: world.tally("notices_doubtful_total", { outcome: "dropped" }),
    parked: report.parked,
  };
  const repeats = counts.toldTwice + counts.secondCards;
  if (repeats > counts.doubtfulRepeated)
    problems.push(`${repeats} messages were said twice, and ${counts.doubtfulRepeated} counted as doubtful`);
  if (report.unmatchedEvents > 0) problems.push(`${report.unmatchedEvents} reports have found no link`);
  return { problems, counts };
}

function providerProblems(world: World, link: LinkReport): readonly string[] {
  const there = world
    .emulator(link.provider)
    .links()
    .filter((each) => each.reference === link.reference);
  const [first] = there;
  if (["creating", "unknown", "disabling"].includes(link.status)) return [`${link.id} is still ${link.status}`];
  if (link.status === "failed") return there.length === 0 ? [] : [`${link.id} is failed, and ${link.provider} has it`];
  if (there.length !== 1 || first === undefined) return [`${link.provider} has ${there.length} links for ${link.id}`];
  const problems: string[] = [];
  if (first.ref !== link.ref) problems.push(`${link.id} has the ref ${link.ref}, ${link.provider} says ${first.ref}`);
  if (first.currency !== link.currency) problems.push(`${link.id} is in ${link.currency}, there in ${first.currency}`);
  if (link.price !== undefined && toMinor(first.amount, link.exponent) !== BigInt(link.price))
    problems.push(`${link.id} costs ${link.price}, ${link.provider} asks ${first.amount}`);
  if (first.paidCount !== link.paidCount)
    problems.push(`${link.id} was paid ${link.paidCount} times, at ${link.provider} ${first.paidCount} times`);
  return problems;
}

function moneyProblems(world: World, link: LinkReport): readonly string[] {
  const made = world.payments.filter((each) => each.reference === link.reference);
  const received = made.reduce((total, each) => total + toMinor(each.amount, link.exponent), 0n);
  const problems: string[] = [];
  if (received !== BigInt(link.paidSum)) problems.push(`${link.id} received ${received}, and says ${link.paidSum}`);
  const isPaid = link.status === "paid";
  if (isPaid && made.length === 0) problems.push(`${link.id} is paid, and nobody paid`);
  if (link.uses === "once" && made.length > 0 && !isPaid) problems.push(`${link.id} was paid, and is ${link.status}`);
  return problems;
}

function auditProblems(report: BotReport, link: LinkReport): readonly string[] {
  const rows = report.audit.filter((row) => row.linkId === link.id);
  const requested = rows.filter((row) => row.what === "link.requested").length;
  const created = rows.filter((row) => row.what === "link.created").length;
  const paid = sum(rows.filter((row) => row.what === "payment.succeeded").map((row) => row.count));
  const isMade = link.status !== "failed";
  const problems: string[] = [];
  if (requested !== 1) problems.push(`${link.id} was requested ${requested} times by the audit trail`);
  if (created !== Number(isMade)) problems.push(`${link.id} was created ${created} times by the audit trail`);
  if (paid !== link.paidCount) problems.push(`${link.id} was paid ${paid} times by the audit trail`);
  return problems;
}

function chatProblems(messages: readonly RoomMessage[], link: LinkReport): readonly string[] {
  const problems: string[] = [];
  const card = messages.find((message) => message.ref === (link.cardRef as MessageRef | undefined));
  const shown = card?.versions.at(-1);
  if (shown === undefined) return [`${link.id} (${link.status}) has no card in the chat`];
  const [is, should] = [JSON.stringify(textOf(shown.card)), JSON.stringify(link.card)];
  if (is !== should) problems.push(`the card of ${link.id} is not true: ${is} should be ${should}`);
  const { money } = tellingOf(messages, link);
  if (money < BigInt(link.paidSum)) problems.push(`${link.id} received ${link.paidSum}, and ${money} was told`);
  if (money > 0n && link.paidCount === 0) problems.push(`${link.id} was told as paid, and nobody paid`);
  return problems;
}

/** What the chat holds of a link: its cards, the messages that tell of money, and the money they tell, in minor units. */
function tellingOf(
  messages: readonly RoomMessage[],
  link: LinkReport,
): { readonly cards: number; readonly messages: number; readonly money: bigint } {
  const latest = messages.flatMap((message) => message.versions.at(-1) ?? []);
  const cards = latest.filter(({ card }) => card.facts?.some((fact) => fact.value === link.id)).length;
  const told = latest.filter(({ card }) => card.badge?.text === link.id).flatMap((each) => moneyTold(each, link) ?? []);
  return { cards, messages: told.length, money: told.reduce((total, each) => total + each, 0n) };
}

/** `Paid: 9.00 USD. ...`, `Paid 8.00 USD, asked ...`, `3 payments, 27.00 USD. ...`: the first amount. */
function moneyTold({ card }: OutboundMessage, link: LinkReport): bigint | undefined {
  if (!/^(Paid|\d+ payments, )/.test(card.title)) return undefined;
  const amount = new RegExp(`([\\d,]+(?:\\.\\d+)?) ${link.currency}\\b`).exec(card.title)?.[1];
  return amount === undefined ? undefined : toMinor(amount.replaceAll(",", ""), link.exponent);
}

/** How many messages too many told of money. */
function surplusOf(link: LinkReport, told: bigint): number {
  const surplus = told - BigInt(link.paidSum);
  if (surplus <= 0n) return 0;
  return link.price === undefined ? 1 : Number(surplus / BigInt(link.price)) || 1;
}

/** Decimal text in minor units. @throws Error when it has more digits than the currency. */
export function toMinor(text: string, exponent: number): bigint {
  const [, whole, fraction = ""] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const excess = fraction.slice(exponent);
  if (whole === undefined || /[1-9]/.test(excess)) throw new Error(`no amount with ${exponent} decimals: ${text}`);
  return BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, "0"));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
