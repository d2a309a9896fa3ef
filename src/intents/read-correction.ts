import type { CreateDraft, ReadingContext } from "../model/intent.ts";
import { toCommandWords } from "./command-words.ts";
import { readCreateOptions } from "./create-options.ts";
import { readDuration } from "./duration-text.ts";
import { hasCurrency, readMoney } from "./money-text.ts";
import { findCoreKey } from "./option-values.ts";
import { toPrompt } from "./prompt.ts";

const opening =
  /^(?:(?:no|nope|sorry|oops|actually|wait|rather|i meant?|make it|change (?:it )?to|should be|it should be|不对|不是|错了|不|改成|改为|换成|应该是|是)[\s,，、.:：]*)+/i;

/** What a person's words change in what was understood (`no, 30 euros`, `改成 30 欧元`); undefined when nothing. */
export function readCorrection(text: string, draft: CreateDraft, context: ReadingContext): CreateDraft | undefined {
  const said = text.trim().replace(opening, "");
  const prompt = toPrompt(said);
  const words = toCommandWords(prompt, (key) => findCoreKey(key) !== undefined);
  const pairs = words.flatMap((word) => (word.kind === "key" ? [{ key: word.key, value: word.value }] : []));
  if (pairs.length > 0 && pairs.length === words.length) {
    const read = readCreateOptions([pairs], context);
    return read.problem === undefined ? read.draft : undefined;
  }
  const usual = draft.currency ?? context.defaultCurrency;
  const money = readMoney(prompt, 0, { ...context, ...(usual !== undefined && { defaultCurrency: usual }) });
  const isAlone = money !== undefined && /^[\s.!。！]*$/.test(said.slice(money.end));
  if (money !== undefined && isAlone) {
    return {
      amount: money.amount,
      ...(money.currency !== undefined && { currency: money.currency }),
      ...(!hasCurrency(money) ? {} : money.currencyChoices && { currencyChoices: money.currencyChoices }),
    };
  }
  const seconds = readDuration(said.replace(/[\s.!。！]+$/, ""));
  return seconds === undefined ? undefined : { expiresInSeconds: seconds };
}
