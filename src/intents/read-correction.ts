import type { CreateDraft, ReadingContext } from "../model/intent.ts";
import { toCommandWords } from "./command-words.ts";
import { codeOf } from "./create-command.ts";
import { readCreateOptions } from "./create-options.ts";
import { describe } from "./describe-text.ts";
import { readEnglishDuration } from "./english-time.ts";
import { draftOf, scanText } from "./free-create.ts";
import { readHanDuration } from "./han-time.ts";
import { readMoney } from "./money-text.ts";
import { fieldsOf, findCoreKey, findProvider } from "./option-values.ts";
import { toPrompt } from "./prompt.ts";

const opening =
  /^(?:(?:no|nope|nah|sorry|oops|actually|wait|rather|hmm|i meant?|i said|make (?:it|that)|change (?:it|that|the (?:amount|price|expiry|currency)) to|change (?:it )?to|set it to|it should be|should be|it'?s|use|let'?s say|let'?s make it|not \S+(?: \S+)?[,，] ?(?:but )?)(?![a-z'])|(?:不对|不是|错了|弄错了|不|等等|改成|改为|换成|改用|应该是|是|说错了|设为|设成|价格改成|金额改成|金额改为|把金额改成))[\s,，、.:：]*/i;
const naming =
  /^(?:(?:and )?(?:call it|name it|title it|the (?:description|purpose|title) (?:is|should be)|description(?: is)?|purpose(?: is)?|it'?s for|it is for|for the description|for)|用途(?:是|改成|为)?|描述(?:是|改成|为)?|说明(?:是|改成|为)?|名称(?:是|改成|为|叫)?|叫做?|用于)[\s:：]+(.{1,200})$/i;
const hanNaming = /^(?:用途|描述|说明|名称|标题)(?:是|改成|改为|为|叫|换成)\s*(.{1,200})$/;

/** Whether the words open like a correction of what was just understood. */
export function opensLikeCorrection(text: string): boolean {
  return opening.test(text.trim());
}

/** What a person's words change in what was understood (`no, 30 euros`, `make it two weeks`, `改成 30 欧元`). */
export function readCorrection(text: string, draft: CreateDraft, context: ReadingContext): CreateDraft | undefined {
  const said = withoutOpening(text.trim());
  if (said === "") return undefined;
  return (
    readPairs(said, context) ??
    readLength(said) ??
    readScan(said, false, context) ??
    readName(said) ??
    readSum(said, draft, context) ??
    readChoice(said, context) ??
    (opensLikeCorrection(text) ? readScan(said, true, context) : undefined)
  );
}

function withoutOpening(text: string): string {
  let rest = text;
  for (let found = opening.exec(rest); found !== null; found = opening.exec(rest)) rest = rest.slice(found[0].length);
  return rest.replace(/[\s,，]*(?:please|pls|thanks|instead|吧|谢谢)?[\s.!。！]*$/i, "");
}

function readPairs(said: string, context: ReadingContext): CreateDraft | undefined {
  const isKey = (key: string): boolean =>
    findCoreKey(key) !== undefined || fieldsOf(key, undefined, context).length > 0;
  const words = toCommandWords(toPrompt(said), isKey);
  const pairs = words.flatMap((word) => (word.kind === "key" ? [{ key: word.key, value: word.value }] : []));
  if (pairs.length === 0 || pairs.length < words.length) return undefined;
  const read = readCreateOptions([pairs], context);
  return read.problem === undefined ? read.draft : undefined;
}

function readName(said: string): CreateDraft | undefined {
  const name = naming.exec(said)?.[1] ?? hanNaming.exec(said)?.[1];
  const description = name === undefined ? undefined : describe(toPrompt(name), toPrompt(name).lower).description;
  return description === undefined ? undefined : { description };
}

/** An amount alone; without a currency it keeps the one that was understood. */
function readSum(said: string, draft: CreateDraft, context: ReadingContext): CreateDraft | undefined {
  const usual = draft.currency ?? context.defaultCurrency;
  const money = readMoney(toPrompt(said), 0, { ...context, ...(usual !== undefined && { defaultCurrency: usual }) });
  if (money === undefined || !/^[\s.!。！]*$/.test(said.slice(money.end))) return undefined;
  return {
    amount: money.amount,
    ...(money.currency !== undefined && { currency: money.currency }),
    ...(money.currencyChoices !== undefined && { currencyChoices: money.currencyChoices }),
    ...(money.unknownCurrency !== undefined && { unknownCurrency: money.unknownCurrency }),
  };
}

function readLength(said: string): CreateDraft | undefined {
  const { lower } = toPrompt(said.replace(/^(?:for|in|within)\s+/i, ""));
  const found = readEnglishDuration(lower, 0) ?? readHanDuration(lower, 0);
  return found?.end === lower.length ? { expiresInSeconds: found.seconds } : undefined;
}

/** A currency or a provider by its name alone: `in euros`, `GBP`, `用 onerway`. */
function readChoice(said: string, context: ReadingContext): CreateDraft | undefined {
  const name = said.replace(/^(?:in|via|with|through|by|用|走|通过)\s*/i, "").trim();
  const provider = findProvider(name, context);
  if (provider !== undefined) return { provider: provider.id };
  if (name.split(/\s+/).length > 3) return undefined;
  const currency = codeOf(name, context);
  return currency === undefined ? undefined : { currency };
}

const leadingNumber = /^(\d{1,9}(?:\.\d{1,3})?)(?=\s*(?:$|,|，|;|and\b|with\b|但|且|并))/;

/** Details among other words count when nothing else is left, or when the words open like a correction. */
function readScan(said: string, isCorrection: boolean, context: ReadingContext): CreateDraft | undefined {
  const prompt = toPrompt(said);
  const scan = scanText(prompt, context);
  if (!isCorrection && /\d/.test(scan.text)) return undefined;
  const { description, customer: _customer, ...found } = draftOf(prompt, scan);
  // `make it 60 and valid for 3 days`: a number that leads a correction is the new amount.
  const leading = isCorrection && found.amount === undefined ? leadingNumber.exec(said)?.[1] : undefined;
  const patch = leading === undefined ? found : { ...found, amount: { written: leading, values: [leading] } };
  const isMore = description !== undefined && description !== scan.details.referenceName;
  return Object.keys(patch).length === 0 || (isMore && !isCorrection) ? undefined : patch;
}
