import type { types } from "@slack/bolt";
import type { Language } from "../../../src/model/currency.ts";
import type { OptionField } from "../../../src/model/option.ts";
import { plain } from "./card-text.ts";
import { choice, initial } from "./form-parts.ts";
import { cut } from "./plain-text.ts";
import { sentence } from "./words.ts";

/** Source: Slack docs, Plain-text input: 3,000 characters; Select menu: 100 options. */
const longestInput = 3_000;
const mostChoices = 100;

/** The element a provider's own field is filled in with, by the kind of its value. */
export function optionInput(
  id: string,
  { type, example }: OptionField,
  value: string | undefined,
  language: Language,
): types.InputBlock["element"] {
  const filled = value !== undefined && value !== "";
  const base = { action_id: id, placeholder: plain(example, 150) };
  switch (type.kind) {
    case "boolean": {
      const options = [choice("true", sentence("yes", language)), choice("false", sentence("no", language))];
      return { type: "static_select", action_id: id, options, ...initial(options, value) };
    }
    case "choice": {
      const options = type.choices.slice(0, mostChoices).map((each) => choice(each.value, each.label[language]));
      return { type: "static_select", action_id: id, options, ...initial(options, value) };
    }
    case "integer":
      return {
        ...base,
        type: "number_input",
        is_decimal_allowed: false,
        min_value: String(type.min),
        max_value: String(type.max),
        ...(filled && { initial_value: value }),
      };
    case "url":
      return { ...base, type: "url_text_input", ...(filled && { initial_value: value }) };
    case "email":
      return { ...base, type: "email_text_input", ...(filled && { initial_value: value }) };
    case "text":
    case "pairs": {
      const most = Math.min(type.maxLength, longestInput);
      return {
        ...base,
        type: "plain_text_input",
        max_length: most,
        ...(filled && { initial_value: cut(value, most) }),
      };
    }
    default:
      return type satisfies never;
  }
}
