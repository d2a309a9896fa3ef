import type { ReadingContext } from "../model/intent.ts";
import { codesOf, matchCurrency } from "./currency-text.ts";
import { type Prompt, punch } from "./prompt.ts";

/** A currency named without an amount, and the text without it. */
export interface LoneCurrency {
  readonly codes: readonly string[];
  readonly rest: string;
}

const word = /[A-Za-z]+|[\u3400-\u9fff]/g;
const linkAfter = /^\s?(?:的|payment |pay |one-time )*(?:link|checkout|invoice|qr|收款|付款|支付|链接|二维码)/;

/**
 * Finds a currency that a request names on its own: `link in USD`, `美元链接`. With `isOpen`, the payer chooses the
 * amount and any currency named is meant.
 */
export function findLoneCurrency(
  prompt: Prompt,
  text: string,
  { isOpen, context }: { readonly isOpen: boolean; readonly context: ReadingContext },
): LoneCurrency | undefined {
  for (const found of text.matchAll(word)) {
    const at = found.index;
    if (/[A-Za-z]/.test(text.charAt(at - 1))) continue;
    const match = matchCurrency(prompt, at);
    if (match === undefined || match.mark.power !== undefined || (!match.isCode && match.end - at < 2)) continue;
    const before =
      /(?:\bin |\bcurrency:? (?:is )?|币种[是为:]?|货币[是为:]?|用|以|收)$/.exec(
        text.slice(Math.max(0, at - 13), at),
      )?.[0] ?? "";
    const isNamed = before !== "" || isOpen || linkAfter.test(text.slice(match.end, match.end + 16));
    if (isNamed) return { codes: codesOf(match.mark, context), rest: punch(text, at - before.length, match.end) };
  }
  return undefined;
}
