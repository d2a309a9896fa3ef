import type { ActorId } from "../../../src/model/conversation.ts";
import type { Language } from "../../../src/model/currency.ts";
import { readOption } from "../../../src/model/option.ts";
import type { ChatHost, ProviderFacts } from "../../../src/ports/chat-platform.ts";
import { chosenProvider, type FormValues, optionId, shownOptions } from "./form.ts";
import type { FormOrigin } from "./form-origin.ts";
import { longestText } from "./inbound.ts";
import { pair, quoted } from "./quote.ts";
import type { ViewWire } from "./wire.ts";
import { optionProblem, type SentenceName, sentence } from "./words.ts";

/** A filled form: the command a person could have typed, or what is wrong at which field. */
export type FormReading =
  | { readonly isGood: true; readonly text: string }
  | { readonly isGood: false; readonly errors: Readonly<Record<string, string>> };

/** What is in the fields; empty ones are left out. */
export function valuesOf({ state }: Pick<ViewWire, "state">): FormValues {
  const found: Record<string, string> = {};
  for (const [id, elements] of Object.entries(state?.values ?? {})) {
    const [element] = Object.values(elements);
    const value = element?.value ?? element?.selected_option?.value ?? element?.selected_conversation;
    if (typeof value === "string" && value.trim() !== "") found[id] = value.trim();
  }
  return found;
}

interface Filled {
  readonly values: FormValues;
  readonly origin: FormOrigin;
  readonly provider: ProviderFacts | undefined;
}

/** Checks each field, then the whole as the bot itself reads it. Nothing is made. */
export async function readForm(
  host: Pick<ChatHost, "providers" | "preview">,
  form: { readonly values: FormValues; readonly origin: FormOrigin; readonly actor: ActorId },
  language: Language,
): Promise<FormReading> {
  const { values, origin, actor } = form;
  const filled: Filled = { values, origin, provider: chosenProvider(host.providers(), values.provider) };
  const errors = { ...missingFields(filled, language), ...optionErrors(filled, language) };
  const bad = (field: string, name: SentenceName): FormReading => ({
    isGood: false,
    errors: { [field]: sentence(name, language) },
  });
  if (Object.keys(errors).length > 0) return { isGood: false, errors };
  const { amount = "", currency = "" } = values;
  const taken = filled.provider?.traits.currencies;
  if (Array.isArray(taken) && !taken.includes(currency)) return bad("currency", "problem-currency");
  const text = toCommand(filled);
  if (text.length > longestText) return bad("what", "problem-long");
  if (isOpenAmount(filled)) return { isGood: true, text };
  if (!/^[\d.,'’ \u00a0]+$/.test(amount)) return bad("amount", "problem-amount");
  // Which field makes it unreadable: the one whose change makes it readable. If none does, the bot itself will ask.
  const isReadable = async (change: FormValues) =>
    (await host.preview(toCommand({ ...filled, values: { ...values, ...change } }), actor)) !== undefined;
  if (await isReadable({})) return { isGood: true, text };
  if (await isReadable({ amount: "1" })) return bad("amount", "problem-amount");
  if (await isReadable({ what: "x" })) return bad("what", "problem-what");
  return { isGood: true, text };
}

function isOpenAmount({ values, provider }: Filled): boolean {
  return values.amount?.toLowerCase() === "open" && provider?.traits.canOpenAmount === true;
}

function missingFields({ values, provider }: Filled, language: Language): Record<string, string> {
  const needed = ["amount", "currency", "what", ...(provider?.traits.needsCountry ? ["country"] : [])];
  const missing = needed.filter((name) => values[name] === undefined);
  const errors = Object.fromEntries(missing.map((name) => [name, sentence("problem-missing", language)]));
  const { country } = values;
  if (country === undefined || /^[A-Za-z]{2}$/.test(country)) return errors;
  return { ...errors, country: sentence("problem-country", language) };
}

function optionErrors({ values, origin, provider }: Filled, language: Language): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const option of shownOptions(provider, origin)) {
    const id = optionId(provider?.id ?? "", option.key);
    const value = values[id];
    if (value === undefined) {
      if (option.isRequired) errors[id] = sentence("problem-missing", language);
      continue;
    }
    const reading = readOption(option, value);
    if (!reading.ok) errors[id] = optionProblem(reading.problem, language);
  }
  return errors;
}

function toCommand(filled: Filled): string {
  const { values, origin, provider } = filled;
  const isOpen = isOpenAmount(filled);
  const { amount = "", currency = "", what = "", country, expiry, uses, ref, note } = values;
  const options = shownOptions(provider, origin).flatMap(({ key }) => {
    const value = values[optionId(provider?.id ?? "", key)];
    return value === undefined ? [] : [pair(key, value)];
  });
  return [
    "create",
    isOpen ? `amount:open ${pair("currency", currency)}` : `${amount} ${currency}`,
    isOpen ? pair("desc", what) : quoted(what),
    ...(provider === undefined ? [] : [pair("provider", provider.id)]),
    ...(country === undefined ? [] : [pair("country", country.toUpperCase())]),
    ...(expiry === undefined ? [] : [pair("expires", expiry)]),
    ...(uses === undefined ? [] : [pair("uses", uses)]),
    ...(ref === undefined ? [] : [pair("ref", ref)]),
    ...(note === undefined ? [] : [pair("note", note)]),
    ...options,
  ].join(" ");
}
