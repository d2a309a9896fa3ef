import type { types } from "@slack/bolt";
import { plain } from "./card-text.ts";
import { cut } from "./plain-text.ts";

/** A labelled field; its name is the block's id. */
export function input(block: {
  readonly id: string;
  readonly label: string;
  readonly element: types.InputBlock["element"];
  readonly more: Partial<types.InputBlock>;
}): types.InputBlock {
  return { type: "input", block_id: block.id, label: plain(block.label, 2_000), element: block.element, ...block.more };
}

/** The conversation a card goes to. */
export function whereSelect(channel: string | undefined): types.ConversationsSelect {
  return {
    type: "conversations_select",
    action_id: "where",
    filter: { include: ["public", "private", "mpim", "im"] },
    ...(channel === undefined ? { default_to_current_conversation: true } : { initial_conversation: channel }),
  };
}

/** A field for words. */
export function textInput(id: string, value: string | undefined, most: number): types.PlainTextInput {
  const initialValue = value === undefined || value === "" ? {} : { initial_value: cut(value, most) };
  return { type: "plain_text_input", action_id: id, max_length: most, ...initialValue };
}

/** A select with fixed options. */
export function select(id: string, options: types.PlainTextOption[], value: string | undefined): types.StaticSelect {
  return { type: "static_select", action_id: id, options, ...initial(options, value) };
}

/** The preselected option, if it is one of them. */
export function initial(options: readonly types.PlainTextOption[], value: string | undefined) {
  const found = options.find((each) => each.value === value);
  return found === undefined ? {} : { initial_option: found };
}

/** One option of a select. Source: Slack docs, Option object: text 75, value 150 characters. */
export function choice(value: string, label: string): types.PlainTextOption {
  return { text: plain(label, 75), value };
}
