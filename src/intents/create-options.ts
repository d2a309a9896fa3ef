import type { CreateDraft, IntentProblem, ReadingContext } from "../model/intent.ts";
import { findCountry } from "./country-text.ts";
import { readExpiryValue } from "./expiry-value.ts";
import type { KeyValue } from "./item-text.ts";
import {
  type CoreKey,
  checkOption,
  coreKeys,
  fieldsOf,
  findCoreKey,
  findProvider,
  unknownOption,
} from "./option-values.ts";

/** What the `key:value` pairs of a create say. */
export interface CreateOptions {
  readonly draft: CreateDraft;
  /** Provider options of each item, in the order of the items; undefined where an item has none. */
  readonly items: readonly (Readonly<Record<string, string>> | undefined)[];
  readonly isOpenAmount: boolean;
  /** `amount:` and `currency:` as typed. */
  readonly amount?: string;
  readonly currency?: string;
  readonly problem?: IntentProblem;
}

interface Collected {
  draft: CreateDraft;
  items: Record<string, string>[];
  isOpenAmount: boolean;
  amount?: string;
  currency?: string;
  problem?: IntentProblem;
}

const open = new Set(["open", "any", "custom", "自定", "自定义", "任意", "不限"]);
const once = new Set(["once", "one", "1", "single", "single-use", "一次", "单次"]);
const many = new Set(["many", "multi", "multiple", "unlimited", "reusable", "多次", "不限", "重复"]);

/** Reads all pairs; `groups` holds those of each item. The first problem is kept, the rest is read all the same. */
export function readCreateOptions(groups: readonly (readonly KeyValue[])[], context: ReadingContext): CreateOptions {
  const provider = groups.flat().findLast((pair) => findCoreKey(pair.key) === "provider")?.value;
  const into: Collected = { draft: {}, items: groups.map(() => ({})), isOpenAmount: false };
  for (const [at, pairs] of groups.entries()) {
    for (const pair of pairs) {
      const problem = readPair(pair, { into, at, provider, context });
      if (problem !== undefined) into.problem ??= problem;
    }
  }
  const items = into.items.map((each) => (Object.keys(each).length > 0 ? each : undefined));
  return { ...into, items };
}

interface PairPlace {
  readonly into: Collected;
  readonly at: number;
  readonly provider: string | undefined;
  readonly context: ReadingContext;
}

function readPair(pair: KeyValue, place: PairPlace): IntentProblem | undefined {
  const fields = fieldsOf(pair.key, place.provider, place.context);
  const core = findCoreKey(pair.key);
  // `description` is a provider's item option where it has one; `desc` is always ours.
  if (core !== undefined && !(pair.key === "description" && fields.length > 0))
    return readCore(core, pair.value, place);
  const [field] = fields;
  if (field === undefined) {
    if (place.context.providers.length > 0) return unknownOption(pair.key, knownKeys(place));
    return putLinkOption(place.into, pair.key, pair.value);
  }
  const checked = checkOption(field, pair.value);
  if ("problem" in checked) return checked.problem;
  if (fields.some((each) => each.scope === "link")) return putLinkOption(place.into, pair.key, checked.value);
  place.into.items[place.at] = { ...place.into.items[place.at], [pair.key]: checked.value };
  return undefined;
}

function readCore(key: CoreKey, value: string, { into, context }: PairPlace): IntentProblem | undefined {
  const text = value.trim();
  const set = (change: CreateDraft): undefined => {
    into.draft = { ...into.draft, ...change };
  };
  if (text === "") return { kind: "option", code: "option-empty", facts: { option: key, example: examples[key] } };
  switch (key) {
    case "provider":
      return set({ provider: findProvider(text, context)?.id ?? text.toLowerCase() });
    case "country": {
      const country = findCountry(text);
      if (country === undefined)
        return { kind: "option", code: "country-unknown", facts: { option: key, country: text } };
      return set({ country });
    }
    case "expires": {
      const reading = readExpiryValue(text, context);
      if (reading.kind === "problem") return reading.problem;
      return reading.kind === "never" ? undefined : set({ expiresInSeconds: reading.seconds });
    }
    case "uses":
      if (once.has(text.toLowerCase())) return set({ uses: "once" });
      if (many.has(text.toLowerCase())) return set({ uses: "many" });
      return { kind: "option", code: "option-not-a-choice", facts: { option: key, value: text, limit: "once, many" } };
    case "ref":
      return set({ customerReference: text });
    case "note":
      return set({ note: text });
    case "desc":
      return set({ description: text });
    case "amount":
      if (open.has(text.toLowerCase())) into.isOpenAmount = true;
      else into.amount = text;
      return undefined;
    case "currency":
      into.currency = text;
      return undefined;
    default:
      return key satisfies never;
  }
}

const examples: Readonly<Record<CoreKey, string>> = {
  provider: "name",
  country: "US",
  expires: "3d",
  uses: "many",
  ref: "INV-42",
  note: '"…"',
  desc: '"…"',
  amount: "49.99",
  currency: "USD",
};

function putLinkOption(into: Collected, key: string, value: string): undefined {
  into.draft = { ...into.draft, options: { ...into.draft.options, [key]: value } };
}

function knownKeys(place: PairPlace): readonly string[] {
  const named = place.provider === undefined ? undefined : findProvider(place.provider, place.context);
  const providers = named === undefined ? place.context.providers : [named];
  return [...new Set([...coreKeys, ...providers.flatMap((each) => each.options.map((field) => field.key))])];
}
