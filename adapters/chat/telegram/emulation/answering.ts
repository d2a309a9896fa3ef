import { readKeyboard, readWords } from "./content.ts";
import { badRequest } from "./refusal.ts";
import type { Method } from "./sending.ts";
import type { Button } from "./world.ts";

const tooOld = "query is too old and response timeout expired or query ID is invalid";

/** Source: Telegram Bot API, answerCallbackQuery: once, 200 characters at most. */
export const answerCallbackQuery: Method = ({ world }, { values }) => {
  const press = world.presses.get(String(values.callback_query_id));
  if (press === undefined || press.answer !== undefined) throw badRequest(tooOld);
  const text = values.text === undefined ? "" : String(values.text);
  if (text.length > 200) throw badRequest("MESSAGE_TOO_LONG");
  press.answer = { text, isAlert: values.show_alert === true };
  return true;
};

interface InlineResult {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly input_message_content: { readonly message_text: string; readonly parse_mode?: string };
  readonly reply_markup?: { readonly inline_keyboard: readonly (readonly Button[])[] };
}

/** Source: Telegram Bot API, answerInlineQuery: at most 50 results, ids of 1 to 64 bytes. */
export const answerInlineQuery: Method = ({ world }, { values }) => {
  const query = world.inlineAnswers.get(String(values.inline_query_id));
  if (query === undefined || query.answer !== undefined) throw badRequest(tooOld);
  const results = values.results as readonly InlineResult[] | undefined;
  if (!Array.isArray(results) || results.length > 50) throw badRequest("RESULTS_TOO_MUCH");
  for (const { type, id, title, input_message_content: content, reply_markup } of results as readonly InlineResult[]) {
    if (type !== "article" || title === "") throw badRequest("RESULT_TYPE_INVALID");
    if (Buffer.byteLength(id) < 1 || Buffer.byteLength(id) > 64) throw badRequest("RESULT_ID_INVALID");
    readWords(content.message_text, content.parse_mode, "text");
    readKeyboard(reply_markup);
  }
  const { button } = values as { readonly button?: { readonly text: string; readonly start_parameter?: string } };
  if (button !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(button.start_parameter ?? "")) {
    throw badRequest("START_PARAM_INVALID");
  }
  query.answer = values;
  return true;
};

/** Source: Telegram Bot API, setMyCommands and BotCommand. */
export const setMyCommands: Method = ({ world }, { values }) => {
  const commands = values.commands as readonly { readonly command: string; readonly description: string }[];
  const scope = (values.scope as { readonly type: string } | undefined)?.type ?? "default";
  if (commands.length > 100) throw badRequest("BOT_COMMANDS_TOO_MUCH");
  for (const { command, description } of commands) {
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest("BOT_COMMAND_INVALID");
    if (description.length < 1 || description.length > 256) throw badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
  }
  const language = String(values.language_code ?? "");
  if (language !== "" && !/^[a-z]{2}$/.test(language)) throw badRequest("BOT_LANG_CODE_INVALID");
  world.menus.push({ scope, language, commands: commands.map((each) => each.command) });
  return true;
};
