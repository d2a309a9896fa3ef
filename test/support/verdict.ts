import type { EmulatedLink } from "../../adapters/shared/emulator.ts";
import type { BotReport, LinkReport } from "./bot-report.ts";
import { everythingShown, isMessage, type Shown } from "./shown.ts";
import type { World } from "./world.ts";

/** A command for a link; its description is in no other. */
export interface GivenCommand {
  readonly description: string;
  /** `heard`: acknowledged, so it must have one link, or a no. `unheard`: at most one. `forbidden`: none. */
  readonly fate: "heard" | "unheard" | "forbidden";
  /**
   * How often it may be taken as asked for, 1 when absent. A press that was not acknowledged and is delivered again
   * by the chat, long after its twin, is another request.
   */
  readonly times?: number;
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
    /** Links whose card was interrupted twice, and links with a payment of which that is true. */
    readonly cardless: number;
    readonly untold: number;
    readonly refused: number;
    readonly parked: number;
  };
}

function toText({
  id,
  provider,
  status,
  conversation,
  createdAt,
  madeAt = "never",
  cardRef = "none",
}: LinkReport): string {
  return `${id} at ${provider}, ${status}, in ${conversation}, asked ${createdAt}, made ${madeAt}, card ${cardRef}`;
}

/**
 * Holds what the bots believe against what the chat and the providers hold. Call it when everything has settled.
 * `silent`: conversations that could take nothing; what should stand there is not looked for.
 */
export function judge(
  world: World,
  report: BotReport,
  commands: readonly GivenCommand[],
  silent: ReadonlySet<string> = new Set(),
): Verdict {
  const problems: string[] = [...world.unsettled];
  const shown = everythingShown(world);
  const missing: string[] = [];
  for (const { description, fate, times = 1 } of commands) {
    const links = report.links.filter((link) => link.description === description);
    // A request whose link was certainly not made may be asked again.
    const made = links.filter((link) => link.status !== "failed").length;
    if (made > (fate === "forbidden" ? 0 : times))
      problems.push(`"${description}" was ${fate}, and has ${made} links: ${links.map(toText).join("; ")}`);
    if (links.length === 0 && fate === "heard") missing.push(description);
  }
  // A provider that cannot be asked about its currencies is reason to say no at once; that no is in the audit trail.
  const refused = sum(report.audit.filter((row) => row.what === "intent.create").map((row) => row.count));
  if (missing.length > refused)
    problems.push(`${missing.join(", ")}: heard, without a link, and ${refused} were refused`);
  const tellings = report.links.map((link) => tellingOf(shown, link));
  const held = new Map([...world.emulators].map(([provider, emulator]) => [provider, emulator.links()]));
  const [cardless, untold]: [LinkReport[], LinkReport[]] = [[], []];
  for (const [index, link] of report.links.entries()) {
    problems.push(
      ...providerProblems(held.get(link.provider) ?? [], link),
      ...moneyProblems(world, link),
      ...auditProblems(report, link),
    );
    const telling = tellings[index];
    if (telling === undefined || silent.has(link.conversation)) continue;
    const card = shown.find((each) => isMessage(each, link.cardRef));
    const untruth = card?.untruthOf(link);
    if (card === undefined) cardless.push(link);
    if (untruth !== undefined) problems.push(`the card of ${link.id} is not true: ${untruth}`);
    if (telling.money < BigInt(link.paidSum)) untold.push(link);
    if (telling.money > 0n && link.paidCount === 0) problems.push(`${link.id} was told as paid, and nobody paid`);
  }
  for (const [provider, links] of held) {
    const known = new Set(report.links.filter((link) => link.provider === provider).map((link) => link.reference));
    for (const { reference } of links)
      if (!known.has(reference)) problems.push(`${provider} has ${reference}, which no link of ours is`);
  }
  const counts = {
    links: report.links.length,
    payments: world.payments.length,
    told: sum(tellings.map((each) => each.messages)),
    toldTwice: sum(report.links.map((link, index) => surplusOf(link, tellings[index]?.amounts ?? []))),
    secondCards: sum(tellings.map((each) => each.secondCards)),
    doubtfulRepeated: world.tally("notices_doubtful_total", { outcome: "repeated" }),
    doubtfulDropped: world.tally("notices_doubtful_total", { outcome: "dropped" }),
    cardless: cardless.length,
    untold: untold.length,
    refused,
    parked: report.parked,
  };
  const dropped = (kind: string) => world.tally("notices_doubtful_total", { outcome: "dropped", kind });
  const repeats = counts.toldTwice + counts.secondCards;
  // A card given up as doubtful may stand there all the same; the link's next card then stands beside it.
  const counted = counts.doubtfulRepeated + dropped("card");
  if (repeats > counted) {
    const said = report.links.flatMap((link, index) => twiceOf(link, tellings[index]) ?? []);
    problems.push(`${repeats} messages were said twice, and ${counted} counted as doubtful: ${said.join("; ")}`);
  }
  if (cardless.length > dropped("card")) problems.push(`no card in the chat: ${cardless.map(toText).join("; ")}`);
  if (untold.length > dropped("paid"))
    problems.push(`received money that was not told: ${untold.map(toText).join("; ")}`);
  if (report.unmatchedEvents > 0) problems.push(`${report.unmatchedEvents} reports have found no link`);
  return { problems, counts };
}

function providerProblems(held: readonly EmulatedLink[], link: LinkReport): readonly string[] {
  const there = held.filter((each) => each.reference === link.reference);
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
  // Money that comes before the create was answered makes a link paid that was never seen active.
  const isPaidFirst = created === 0 && link.status === "paid";
  if (created !== Number(isMade) && !isPaidFirst)
    problems.push(`${link.id} was created ${created} times by the audit trail`);
  if (paid !== link.paidCount) problems.push(`${link.id} was paid ${paid} times by the audit trail`);
  return problems;
}

interface Telling {
  /** Cards beside the first one of their conversation. */
  readonly secondCards: number;
  /** How many messages told of money. */
  readonly messages: number;
  /** What each of them told, and all together, in minor units. */
  readonly amounts: readonly bigint[];
  readonly money: bigint;
}

/** What the chats hold of a link. */
function tellingOf(shown: readonly Shown[], link: LinkReport): Telling {
  const cards = shown.filter((each) => !each.isPrivate && each.isCardOf(link));
  // A conversation with a new name gets a card of its own; the old one stays where it was.
  const places = new Set(cards.map((card) => card.place));
  const told = shown.flatMap((each) => moneyTold(each.tells(link) ?? "", link) ?? []);
  return {
    secondCards: cards.length - places.size,
    messages: told.length,
    amounts: told,
    money: told.reduce((total, each) => total + each, 0n),
  };
}

/** `Paid: 9.00 USD. ...`, `Paid 8.00 USD, asked ...`, `3 payments, 27.00 USD. ...`: the first amount. */
function moneyTold(sentence: string, link: LinkReport): bigint | undefined {
  if (!/^(Paid|\d+ payments, )/.test(sentence)) return undefined;
  const amount = new RegExp(`([\\d,]+(?:\\.\\d+)?) ${link.currency}\\b`).exec(sentence)?.[1];
  return amount === undefined ? undefined : toMinor(amount.replaceAll(",", ""), link.exponent);
}

/** How many messages too many told of money, at least; one may tell of several payments. */
function surplusOf(link: LinkReport, told: readonly bigint[]): number {
  let surplus = told.reduce((total, each) => total + each, 0n) - BigInt(link.paidSum);
  let messages = 0;
  for (const amount of told.toSorted((one, other) => (one > other ? -1 : 1))) {
    if (surplus <= 0n) break;
    surplus -= amount;
    messages += 1;
  }
  return messages;
}

function twiceOf(link: LinkReport, telling: Telling | undefined): string | undefined {
  if (telling === undefined) return undefined;
  const surplus = surplusOf(link, telling.amounts);
  if (telling.secondCards + surplus === 0) return undefined;
  return `${telling.secondCards} cards and ${surplus} tellings of ${toText(link)}`;
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
