import type { IntentProblem, ListFilter, ListStatus, ReadingContext } from "../model/intent.ts";
import type { CommandWord } from "./command-words.ts";
import { findCoreKey, findProvider, unknownOption } from "./option-values.ts";
import { toIsoDate } from "./zone-time.ts";

const statuses: Readonly<Record<string, ListStatus>> = {
  active: "active",
  open: "active",
  pending: "active",
  unpaid: "active",
  有效: "active",
  待付款: "active",
  未付款: "active",
  未付: "active",
  paid: "paid",
  已付款: "paid",
  已付: "paid",
  disabled: "disabled",
  已停用: "disabled",
  停用: "disabled",
  expired: "expired",
  已过期: "expired",
  过期: "expired",
};
const everyone = new Set(["all", "everyone", "everyone's", "全部", "所有", "所有人"]);
const listKeys = ["provider", "from", "to", "order", "page", "source", "status"];

/** The filter of a `list` command, or what is wrong with it. */
export function readListWords(
  words: readonly CommandWord[],
  context: ReadingContext,
): { readonly filter: ListFilter } | { readonly problem: IntentProblem } {
  let filter: ListFilter = {};
  const search: string[] = [];
  for (const word of words) {
    if (word.kind === "key") {
      const read = readListKey(word.key, word.value, context);
      if ("problem" in read) return read;
      filter = { ...filter, ...read.filter };
      continue;
    }
    const text = word.text.toLowerCase();
    const status = word.kind === "word" && Object.hasOwn(statuses, text) ? statuses[text] : undefined;
    if (word.kind === "word" && everyone.has(text) && !filter.isAll) filter = { ...filter, isAll: true };
    else if (status !== undefined && filter.status === undefined) filter = { ...filter, status };
    else search.push(word.text);
  }
  return { filter: search.length > 0 ? { ...filter, words: search.join(" ") } : filter };
}

/** Whether a key belongs to `list`. */
export function isListKey(key: string): boolean {
  return listKeys.includes(key) || findCoreKey(key) === "provider";
}

function readListKey(
  key: string,
  value: string,
  context: ReadingContext,
): { readonly filter: ListFilter } | { readonly problem: IntentProblem } {
  const bad = { problem: { kind: "option", code: "bad-setting", facts: { option: key, value } } } as const;
  switch (findCoreKey(key) ?? key) {
    case "provider": {
      const provider = findProvider(value, context)?.id;
      if (provider !== undefined || context.providers.length === 0)
        return { filter: { provider: provider ?? value.toLowerCase() } };
      const names = context.providers.map((each) => each.id).join(", ");
      return { problem: { kind: "option", code: "unknown-provider", facts: { option: key, provider: value, names } } };
    }
    case "from":
    case "to": {
      const date = readDay(value, context);
      if (date === undefined) return bad;
      return { filter: key === "from" ? { from: date } : { to: date } };
    }
    case "order":
      return { filter: { order: value } };
    case "page":
      return /^[1-9]\d{0,5}$/.test(value) ? { filter: { page: Number(value) } } : bad;
    case "source":
      return value.toLowerCase() === "provider" ? { filter: { isProviderList: true } } : bad;
    case "status": {
      const status = Object.hasOwn(statuses, value.toLowerCase()) ? statuses[value.toLowerCase()] : undefined;
      return status === undefined ? bad : { filter: { status } };
    }
    default:
      return { problem: unknownOption(key, listKeys) };
  }
}

/** `2026-01-31`, `today`, `yesterday`, or `7d` for seven days ago, as a date of the person's calendar. */
function readDay(value: string, context: ReadingContext): string | undefined {
  const text = value.toLowerCase();
  const back =
    text === "today" || text === "今天" ? 0 : text === "yesterday" || text === "昨天" ? 1 : readDaysBack(text);
  if (back !== undefined) return toIsoDate(context.now, context.timezone, -back);
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 ? date.toISOString().slice(0, 10) : undefined;
}

function readDaysBack(text: string): number | undefined {
  const found = /^(\d{1,3})d$/.exec(text);
  return found === null ? undefined : Number(found[1]);
}
