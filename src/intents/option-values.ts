import type { IntentProblem, ReadableProvider, ReadingContext } from "../model/intent.ts";
import { type OptionField, type OptionProblem, readOption } from "../model/option.ts";

/** What a key of the command grammar itself sets. */
export type CoreKey = "provider" | "country" | "expires" | "uses" | "ref" | "note" | "desc" | "amount" | "currency";

const coreNames: readonly (readonly [key: CoreKey, names: string])[] = [
  ["provider", "provider 渠道 支付渠道"],
  ["country", "country 国家"],
  ["expires", "expires expire expiry 有效期 到期 过期"],
  ["uses", "uses 次数 使用次数"],
  ["ref", "ref reference 单号 订单号 编号"],
  ["note", "note 备注"],
  ["desc", "desc description 说明 用途 描述"],
  ["amount", "amount 金额"],
  ["currency", "currency 币种 货币"],
];
const coreByName: ReadonlyMap<string, CoreKey> = new Map(
  coreNames.flatMap(([key, names]) => names.split(" ").map((name) => [name, key] as const)),
);

/** The keys of the command grammar itself, as the documents name them. */
export const coreKeys: readonly CoreKey[] = coreNames.map(([key]) => key);

/** The grammar's own key that goes by that name. */
export function findCoreKey(name: string): CoreKey | undefined {
  return coreByName.get(name);
}

/** The provider a text names by id or title, in any letter case. */
export function findProvider(written: string, context: ReadingContext): ReadableProvider | undefined {
  const wanted = written.trim().toLowerCase();
  return context.providers.find((each) => each.id.toLowerCase() === wanted || each.title.toLowerCase() === wanted);
}

/** The provider a create goes to: the one named, the usual one, or the only one. */
export function chooseProvider(named: string | undefined, context: ReadingContext): ReadableProvider | undefined {
  if (named !== undefined) return findProvider(named, context);
  if (context.defaultProvider !== undefined) return findProvider(context.defaultProvider, context);
  return context.providers.length === 1 ? context.providers[0] : undefined;
}

/** The option fields a key may mean: the chosen provider's, or everyone's while none is chosen. */
export function fieldsOf(key: string, named: string | undefined, context: ReadingContext): readonly OptionField[] {
  const provider = chooseProvider(named, context);
  const providers = provider === undefined ? context.providers : [provider];
  return providers.flatMap((each) => each.options.filter((field) => field.key === key));
}

/** Checks a value against its field, in canonical text, or the problem to tell. */
export function checkOption(
  field: OptionField,
  typed: string,
): { readonly value: string } | { readonly problem: IntentProblem } {
  const reading = readOption(field, typed);
  return reading.ok
    ? { value: reading.value }
    : { problem: optionProblem(field.key, typed, reading.problem, field.example) };
}

/** The problem of a key nobody knows; `names` are the keys that look like it, or all of them. */
export function unknownOption(key: string, known: readonly string[], provider = ""): IntentProblem {
  const near = nearNames(key, known);
  const names = (near.length > 0 ? near : known).join(", ");
  return { kind: "option", code: "unknown-option", facts: { option: key, names, provider } };
}

/** Names at most two typing mistakes away (one for short words), the nearest first. */
export function nearNames(word: string, names: readonly string[]): readonly string[] {
  const most = word.length <= 4 ? 1 : 2;
  return names
    .map((name) => ({ name, distance: name.startsWith(word) && word.length > 1 ? 1 : editDistance(word, name) }))
    .filter((each) => each.distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .map((each) => each.name);
}

function optionProblem(key: string, typed: string, problem: OptionProblem, example: string): IntentProblem {
  const facts = { option: key, value: typed, limit: problem.limit, example };
  return { kind: "option", code: `option-${problem.kind}`, facts };
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let older: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_each, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      const swapped = isSwap ? (older[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped));
    }
    older = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
