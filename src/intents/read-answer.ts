import type { CreateDraft, IntentProblem, ReadingContext } from "../model/intent.ts";
import { findCountry } from "./country-text.ts";
import { codeOf } from "./create-command.ts";
import { readCreateOptions } from "./create-options.ts";
import type { AskedField } from "./dialogue-state.ts";
import { mergeDraft } from "./merge-draft.ts";
import { readMoney } from "./money-text.ts";
import { chooseProvider, findProvider } from "./option-values.ts";
import { toPrompt } from "./prompt.ts";
import { ambiguousReading } from "./question.ts";

/** A draft with an answer in it, or why the answer is none. Undefined when the words are no answer at all. */
export type Answer = { readonly draft: CreateDraft; readonly problem?: IntentProblem } | undefined;

/** Reads a person's words as the answer to what was asked. */
export function readAnswer(asked: AskedField, draft: CreateDraft, text: string, context: ReadingContext): Answer {
  const said = stripPoliteness(text);
  switch (asked) {
    case "amount":
      return readAmount(draft, said, context);
    case "currency":
    case "ambiguous-currency":
      return readCurrency(draft, said, context);
    case "ambiguous-number":
      return chooseNumber(draft, said, context) ?? readAmount(draft, said, context);
    case "description":
      return said === "" ? undefined : { draft: { ...draft, description: unquote(said) } };
    case "provider": {
      const provider = findProvider(said.replace(/^(?:use|via|with|用|走)\s*/i, ""), context);
      return provider && { draft: { ...draft, provider: provider.id } };
    }
    case "country": {
      const country = findCountry(said);
      return country === undefined ? undefined : { draft: { ...draft, country } };
    }
    case "confirm":
      return undefined;
    default:
      return readOptionAnswer(asked.slice("option:".length), draft, said, context);
  }
}

function readAmount(draft: CreateDraft, said: string, context: ReadingContext): Answer {
  if (/^(?:open|any amount|随意|不限|任意)$/i.test(said)) return { draft: mergeDraft(draft, { isOpenAmount: true }) };
  const usual = draft.currency ?? context.defaultCurrency;
  const prompt = toPrompt(said);
  const money = readMoney(prompt, 0, { ...context, ...(usual !== undefined && { defaultCurrency: usual }) });
  if (money === undefined) return undefined;
  const rest = said
    .slice(money.end)
    .replace(/^\s*(?:for\s|[-:,，：])\s*/i, "")
    .replace(/[.!。！\s]+$/, "");
  const patch: CreateDraft = {
    amount: money.amount,
    ...(money.currency !== undefined && { currency: money.currency }),
    ...(money.currencyChoices !== undefined && { currencyChoices: money.currencyChoices }),
    ...(money.unknownCurrency !== undefined && { unknownCurrency: money.unknownCurrency }),
    ...(rest !== "" && draft.description === undefined && { description: rest }),
  };
  return { draft: mergeDraft(draft, patch) };
}

function readCurrency(draft: CreateDraft, said: string, context: ReadingContext): Answer {
  const code = codeOf(said, context) ?? codeOf(said.split(/[\s,，]/)[0] ?? "", context);
  if (code !== undefined) return { draft: mergeDraft(draft, { currency: code }) };
  const withAmount = readAmount(draft, said, context);
  return withAmount?.draft.currency === undefined ? undefined : withAmount;
}

/** `1.234` typed or pressed as an answer means exactly that value. */
function chooseNumber(draft: CreateDraft, said: string, context: ReadingContext): Answer {
  const reading = ambiguousReading(draft, context);
  const value = reading?.values.find((each) => each === said);
  if (reading === undefined || value === undefined) return undefined;
  const chosen = { written: reading.written, values: [value] };
  if (draft.items === undefined) return { draft: { ...draft, amount: chosen } };
  return {
    draft: { ...draft, items: draft.items.map((each) => (each.price === reading ? { ...each, price: chosen } : each)) },
  };
}

function readOptionAnswer(key: string, draft: CreateDraft, said: string, context: ReadingContext): Answer {
  const provider = chooseProvider(draft.provider, context)?.id;
  const pairs = [
    ...(provider === undefined ? [] : [{ key: "provider", value: provider }]),
    { key, value: unquote(said) },
  ];
  const read = readCreateOptions([pairs], context);
  if (read.problem !== undefined) return { draft, problem: read.problem };
  const { provider: _provider, ...patch } = read.draft;
  return { draft: mergeDraft(draft, patch) };
}

function stripPoliteness(text: string): string {
  return text
    .trim()
    .replace(/^(?:it'?s|its|make it|please)\s+/i, "")
    .replace(/[,，]?\s*(?:please|thanks|谢谢)[.!。！]*$/i, "")
    .trim();
}

function unquote(text: string): string {
  return /^(["“「『']).*(["”」』'])$/s.test(text) ? text.slice(1, -1).trim() : text;
}
