import { findCurrency, usualCurrencies } from "../model/currency.ts";
import type { CreateDraft, IntentProblem, MissingField, NumberReading, ReadingContext } from "../model/intent.ts";
import { formatMoney, parseDecimal } from "../model/money.ts";
import type { AskedField, Choice, DialogueState, DialogueStep, Question, WaitingIntent } from "./dialogue-state.ts";
import { currencyOfDraft, judgeDraft, legalValues } from "./judge-draft.ts";
import { chooseProvider } from "./option-values.ts";

const usualCountries = ["US", "ID", "SG", "HK", "MY", "PH", "TH", "VN"];
const mostChoices = 8;
const yesNo = (yes: Choice["label"]): readonly Choice[] => [
  { label: yes, command: "confirm" },
  { label: { en: "Cancel", zh: "取消" }, command: "cancel" },
];

/** Asks the next thing a draft needs, or whether to make it. The draft must not have an unusable value any more. */
export function askNext(
  draft: CreateDraft,
  isTyped: boolean,
  context: ReadingContext,
  problem?: IntentProblem,
): Extract<DialogueStep, { kind: "ask" }> {
  const verdict = judgeDraft(draft, context);
  const asked = verdict.isComplete ? "confirm" : nextField(verdict.missing, verdict.problem);
  const question: Question = {
    field: asked,
    about: { kind: "create", draft, ...(verdict.isComplete && { request: verdict.request }) },
    choices: choicesFor(asked, draft, context),
    ...(problem !== undefined && { problem }),
  };
  return { kind: "ask", state: { kind: "create", draft, asked, isTyped }, question };
}

/** Asks for a yes to a change that is complete. `confirm` then yields the intent, confirmed. */
export function confirmQuestion(intent: WaitingIntent): { readonly state: DialogueState; readonly question: Question } {
  const question: Question = {
    field: "confirm",
    about: { kind: "intent", intent },
    choices: yesNo({ en: "Yes", zh: "确认" }),
  };
  return { state: { kind: "confirm", intent }, question };
}

function nextField(missing: readonly MissingField[], problem: IntentProblem | undefined): AskedField {
  if (problem?.code === "ambiguous-number") return "ambiguous-number";
  const [first] = missing;
  if (first === "amount") return first;
  if (problem?.code === "ambiguous-currency") return "ambiguous-currency";
  return first ?? "confirm";
}

function choicesFor(asked: AskedField, draft: CreateDraft, context: ReadingContext): readonly Choice[] {
  switch (asked) {
    case "confirm":
      return yesNo({ en: "Create", zh: "生成" });
    case "ambiguous-number":
      return numberChoices(ambiguousReading(draft, context), draft, context);
    case "ambiguous-currency":
      return (draft.currencyChoices ?? []).map(currencyChoice);
    case "currency":
      return likelyCurrencies(draft, context).map(currencyChoice);
    case "provider":
      return providerChoices(draft, context);
    case "country":
      return usualCountries.map((code) => ({ label: { en: code, zh: code }, command: code }));
    case "amount":
    case "description":
      return [];
    default:
      return optionChoices(asked.slice("option:".length), draft, context);
  }
}

/** The first number of a draft that has more than one lawful value. */
export function ambiguousReading(draft: CreateDraft, context: ReadingContext): NumberReading | undefined {
  const currency = currencyOfDraft(draft, context);
  const readings = draft.items === undefined ? [draft.amount] : draft.items.map((item) => item.price);
  return readings.find((each) => each !== undefined && legalValues(each, currency).length > 1);
}

function numberChoices(
  reading: NumberReading | undefined,
  draft: CreateDraft,
  context: ReadingContext,
): readonly Choice[] {
  const currency = currencyOfDraft(draft, context);
  return (reading === undefined ? [] : legalValues(reading, currency)).map((value) => {
    const parsed = currency === undefined ? undefined : parseDecimal(value, currency);
    const shown = parsed?.ok ? formatMoney(parsed.money) : value;
    return { label: { en: shown, zh: shown }, command: value };
  });
}

function likelyCurrencies(draft: CreateDraft, context: ReadingContext): readonly string[] {
  const provider = chooseProvider(draft.provider, context);
  const taken = provider?.currencies ?? [];
  const usual = context.defaultCurrency === undefined ? usualCurrencies : [context.defaultCurrency, ...usualCurrencies];
  const fitting = taken.length === 0 ? usual : [...usual.filter((code) => taken.includes(code)), ...taken];
  return [...new Set(fitting)].slice(0, mostChoices);
}

function currencyChoice(code: string): Choice {
  const name = findCurrency(code)?.name;
  return {
    label: { en: name ? `${code} · ${name.en}` : code, zh: name ? `${code} · ${name.zh}` : code },
    command: code,
  };
}

/** Providers that can take this draft; all of them when none seems to. */
function providerChoices(draft: CreateDraft, context: ReadingContext): readonly Choice[] {
  const code = currencyOfDraft(draft, context)?.code;
  const fitting = context.providers.filter(
    (each) =>
      (code === undefined || each.currencies.length === 0 || each.currencies.includes(code)) &&
      (!draft.isOpenAmount || each.canOpenAmount),
  );
  return (fitting.length > 0 ? fitting : context.providers).map((each) => ({
    label: { en: each.title, zh: each.title },
    command: each.id,
  }));
}

function optionChoices(key: string, draft: CreateDraft, context: ReadingContext): readonly Choice[] {
  const field = chooseProvider(draft.provider, context)?.options.find((each) => each.key === key);
  if (field?.type.kind === "boolean") {
    return [
      { label: { en: "Yes", zh: "是" }, command: "yes" },
      { label: { en: "No", zh: "否" }, command: "no" },
    ];
  }
  if (field?.type.kind !== "choice") return [];
  return field.type.choices.slice(0, mostChoices).map((each) => ({ label: each.label, command: each.value }));
}
