import type { types } from "@slack/bolt";
import type { Language } from "../../../src/model/currency.ts";
import type { OptionField } from "../../../src/model/option.ts";
import type { Defaults, ProviderFacts } from "../../../src/ports/chat-platform.ts";
import { plain } from "./card-text.ts";
import { expiryChoices } from "./form-expiry.ts";
import { optionInput } from "./form-option.ts";
import { type FormOrigin, packOrigin } from "./form-origin.ts";
import { choice, initial, input, select, textInput, whereSelect } from "./form-parts.ts";
import { type SentenceName, sentence } from "./words.ts";

/** Names the form among views. */
export const formCallback = "paylink-form";
/** The provider select: choosing another one changes the fields below it. */
export const providerAction = "provider";
/** Shows the fields nobody must fill in. */
export const moreAction = "more";
/** The button that opens the form, on notes and in the home tab. */
export const openFormAction = "open-form";
/** The field at which errors of the whole form are shown: it is always there. */
export const wholeFormField = "amount";
/** The select that asks us for currencies. */
export const currencyAction = "currency";

/** Fields every provider has; the name is both the block's and the element's id. */
export type FieldName =
  | "where"
  | "amount"
  | "currency"
  | "what"
  | "provider"
  | "expiry"
  | "uses"
  | "country"
  | "ref"
  | "note";

/** What is in the fields, by field name or `o-<provider>-<key>` for a provider's own. */
export type FormValues = Readonly<Record<string, string>>;

interface FormContent {
  readonly language: Language;
  readonly providers: readonly ProviderFacts[];
  readonly defaults: Pick<Defaults, "currency" | "provider" | "country">;
  readonly values: FormValues;
  readonly origin: FormOrigin;
}

/** Source: Slack docs, Modal views: 100 blocks. */
const mostOptions = 80;

/** What the form shows until it is known who opened it. */
export function loadingView(language: Language, text: string = sentence("form-loading", language)): types.ModalView {
  return {
    type: "modal",
    callback_id: `${formCallback}-loading`,
    title: plain(sentence("form-title", language), 24),
    close: plain(sentence("form-close", language), 24),
    blocks: [{ type: "section", text: plain(text, 3_000) }],
  };
}

/** The whole form. Fields keep their ids, so that what was typed stays when it is shown anew. */
export function formView({ language, providers, defaults, values, origin }: FormContent): types.ModalView {
  const chosen = chosenProvider(providers, values.provider ?? defaults.provider);
  const traits = chosen?.traits;
  const currency = values.currency ?? defaults.currency;
  const field = (name: FieldName, element: types.InputBlock["element"], more: Partial<types.InputBlock> = {}) =>
    input({ id: name, label: sentence(`field-${fieldLabels[name]}`, language), element, more });
  const options = shownOptions(chosen, origin);
  const hint = (name: SentenceName) => ({ hint: plain(sentence(name, language), 2_000) });
  const blocks: types.KnownBlock[] = [
    field("where", whereSelect(values.where ?? origin.channel), { optional: true }),
    field(
      "amount",
      textInput("amount", values.amount, 40),
      hint(traits?.canOpenAmount ? "hint-amount-open" : "hint-amount"),
    ),
    field("currency", {
      type: "external_select",
      action_id: currencyAction,
      min_query_length: 0,
      placeholder: plain(sentence("hint-currency", language), 150),
      ...(currency !== undefined && { initial_option: choice(currency, currency) }),
    }),
    field("what", textInput("what", values.what, 500)),
  ];
  if (providers.length > 1 && chosen !== undefined) {
    const all = providers.slice(0, 100).map((each) => choice(each.id, providerLabel(each, language)));
    const element: types.StaticSelect = {
      type: "static_select",
      action_id: providerAction,
      options: all,
      ...initial(all, chosen.id),
    };
    blocks.push(field("provider", element, { dispatch_action: true }));
  }
  if (traits?.needsCountry) {
    blocks.push(field("country", textInput("country", values.country ?? defaults.country, 2), hint("hint-country")));
  }
  const expiries = expiryChoices(traits?.expiry, language).map(({ value, label }) => choice(value, label));
  blocks.push(field("expiry", select("expiry", expiries, values.expiry), { optional: true }));
  if (traits?.canManyUses) {
    const uses = [choice("once", sentence("uses-once", language)), choice("many", sentence("uses-many", language))];
    blocks.push(field("uses", select("uses", uses, values.uses ?? "once")));
  }
  blocks.push(...options.map((option) => optionBlock(chosen?.id ?? "", option, values, language)));
  if (origin.isFull) {
    blocks.push(field("ref", textInput("ref", values.ref, 64), { optional: true }));
    blocks.push(field("note", textInput("note", values.note, 200), { optional: true }));
  } else {
    const more = plain(sentence("form-more", language), 75);
    blocks.push({
      type: "actions",
      block_id: moreAction,
      elements: [{ type: "button", action_id: moreAction, text: more }],
    });
  }
  return {
    ...loadingView(language),
    callback_id: formCallback,
    submit: plain(sentence("form-submit", language), 24),
    private_metadata: packOrigin(origin),
    blocks,
  };
}

/** The provider the form is for: the chosen one, else the default, else the first. */
export function chosenProvider(providers: readonly ProviderFacts[], id: string | undefined): ProviderFacts | undefined {
  return providers.find((each) => each.id === id) ?? providers[0];
}

/** Required ones always, the rest when every field is shown. */
export function shownOptions(provider: ProviderFacts | undefined, origin: FormOrigin): readonly OptionField[] {
  const options = provider?.options ?? [];
  const required = options.filter((each) => each.isRequired);
  const others = origin.isFull ? options.filter((each) => !each.isRequired) : [];
  return [...required, ...others].slice(0, mostOptions);
}

/** The id of a provider's own field. Another provider's field of the same name is another field. */
export function optionId(provider: string, key: string): string {
  return `o-${provider}-${key}`;
}

const fieldLabels = {
  where: "where",
  amount: "amount",
  currency: "currency",
  what: "what",
  provider: "provider",
  expiry: "expiry",
  uses: "uses",
  country: "country",
  ref: "reference",
  note: "note",
} as const satisfies Readonly<Record<FieldName, string>>;

function optionBlock(provider: string, option: OptionField, values: FormValues, language: Language): types.InputBlock {
  const id = optionId(provider, option.key);
  return input({
    id,
    label: option.label[language],
    element: optionInput(id, option, values[id], language),
    more: { hint: plain(option.description[language], 2_000), ...(!option.isRequired && { optional: true }) },
  });
}

function providerLabel({ title, isLive }: ProviderFacts, language: Language): string {
  return isLive ? title : `${title} (${sentence("home-test", language)})`;
}
