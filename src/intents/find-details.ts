import type { ReadingContext } from "../model/intent.ts";
import type { Uses } from "../model/payment-link.ts";
import { findCountry } from "./country-text.ts";
import { punch } from "./prompt.ts";

/** The details of a create that stand in a text beside its amount, and the text without them. */
export interface Details {
  readonly uses?: Uses;
  readonly reference?: string;
  /** What a link with this reference alone is for, as typed: `order #1234`. */
  readonly referenceName?: string;
  readonly provider?: string;
  readonly country?: string;
  readonly isOpenAmount?: true;
  /** The lowered text with holes where the details were. */
  readonly rest: string;
}

interface Found {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Finds how often, which reference, provider and country, and whether the payer chooses the amount. */
export function findDetails(lower: string, raw: string, context: ReadingContext): Details {
  let rest = lower;
  const take = (found: Found | undefined): string | undefined => {
    if (found === undefined) return undefined;
    rest = punch(rest, found.start, found.end);
    return found.value;
  };
  const open = take(findOpenAmount(rest));
  const uses = take(findUses(rest));
  const found = findReference(rest, raw);
  const reference = take(found);
  const provider = take(findNamedProvider(rest, context));
  const country = take(findPayerCountry(rest));
  return {
    ...(uses !== undefined && { uses: uses === "many" ? ("many" as const) : ("once" as const) }),
    ...(reference !== undefined && { reference }),
    ...(found !== undefined && { referenceName: nameOf(found, raw) }),
    ...(provider !== undefined && { provider }),
    ...(country !== undefined && { country }),
    ...(open !== undefined && { isOpenAmount: true as const }),
    rest,
  };
}

const openAmount =
  /\b(?:(?:let|have) (?:the )?(?:people|customers?|clients?|payers?|donors?|them|him|her|everyone|buyers?|visitors?) (?:pay|give|enter|choose|decide|pick|set|fill in)(?: (?:what(?:ever)?|any amount|as much as|the amount)(?: (?:they|he|she) (?:want|like|wish|can)s?)?| their own (?:amount|price))*|(?:pay|name) (?:what|as much as) (?:you|they) (?:want|like|wish)|(?:open|any|custom|flexible|variable|payer-chosen|customer-chosen) amount|pay-what-you-want|amount (?:is )?open|(?:payer|customer|client|donor)s? (?:chooses?|decides?|enters?|picks?|sets?|fills? in) (?:the |their own )?(?:amount|price)|no fixed (?:amount|price))\b|(?:金额|价格|数额)?(?:由|让|可由)?(?:付款人|客户|顾客|对方|用户|买家|捐款人|大家|他们?)(?:自己|自行|自由)?(?:填写?|输入|决定|选择|定|随意(?:付|填)?)(?:的)?(?:金额|价格|数额)?|(?:金额|数额)(?:不限|不固定|自定义?|随意|任意|开放)|(?:任意|自定义|开放|不固定)(?:的)?金额|(?:自己|随意)填(?:写)?金额/;

function findOpenAmount(text: string): Found | undefined {
  return toFound(openAmount.exec(text), "open");
}

const many =
  /\b(?:that (?:is|can be) |which (?:is|can be) |it (?:is|can be|should be) )?(?:re-?usable|multi-?use|multiple[- ]use|multiple payments|many payments|unlimited (?:uses?|payments?|times)|used? (?:many|multiple|several|unlimited) times|(?:be )?used (?:more than once|repeatedly|again and again)|paid (?:many|multiple|several) times|permanent|(?:for )?(?:many|multiple|several) (?:people|customers|payers|buyers))\b|(?:可以?|能|支持)?(?:被)?(?:重复|多次|反复|无限次|不限次数?|多人)(?:使用|付款|支付|收款|扫码|用|付|收)|可复用|长期使用|永久使用|不限次数/;
const single =
  /\b(?:that (?:is|can be) )?(?:one[- ]time(?: use| only)?|single[- ]use|use once|used? (?:only )?once|only once|one payment only|once only|one-off)\b|一次性|单次(?:使用|付款|支付)?|只能(?:使用|付|支付|用)?(?:款)?一次|仅限一次|一次有效/;

function findUses(text: string): Found | undefined {
  return toFound(many.exec(text), "many") ?? toFound(single.exec(text), "once");
}

const marked =
  /\b(?:ref(?:erence)?|invoice|inv|order|po|p\.o\.|quote|quotation|contract|booking|case|so|bill|receipt|ticket)\.?(?: (?:number|num|no|nr|id|code)\.?| is|:| #|#)*[ :]*#?([a-z0-9][a-z0-9_/-]*\d[a-z0-9_/-]*|\d+)(?![a-z0-9.]*\d)(?= *(?:$|[^a-z0-9%]|[a-z]))/g;
const lone = /(?:^|[\s,;(#（，、])((?:inv|po|so|ord|order|ref|qt|quo|cn|bk|job)-[a-z0-9-]*\d[a-z0-9-]*)(?![a-z0-9])/;
const chinese =
  /(?:订单编?号?|单号|发票编?号?|合同编?号?|编号|参考号?|流水号|采购单号?|工单号?|预订号|报价单号?|账单号|单据号|商户单号)(?:为|是|:|：|#|\s)*([a-z0-9][a-z0-9_/-]*\d[a-z0-9_/-]*)/;

function findReference(text: string, raw: string): Found | undefined {
  const zh = chinese.exec(text);
  if (zh !== null) return inRaw(zh, zh[1] ?? "", raw);
  marked.lastIndex = 0;
  for (let found = marked.exec(text); found !== null; found = marked.exec(text)) {
    const id = found[1] ?? "";
    const isStrong =
      /[a-z_/-]/.test(id) || /#|:|\b(?:number|num|no|nr|id|ref|reference)\b/.test(found[0]) || id.length >= 4;
    if (isStrong) return inRaw(found, id, raw);
  }
  const bare = lone.exec(text);
  return bare === null ? undefined : inRaw(bare, bare[1] ?? "", raw);
}

/** `order #1234` names what is paid for; in `ref: 88213` only the number does. */
function nameOf({ value, start, end }: Found, raw: string): string {
  const words = raw.slice(start, end).trim();
  return /^(?:ref|参考|流水)/i.test(words) ? value : words;
}

/** The id as typed; what the pattern matched lies at the same place in the person's own text. */
function inRaw(match: RegExpExecArray, id: string, raw: string): Found {
  const start = match.index + match[0].lastIndexOf(id);
  const end = start + id.length;
  const from = match.index + (/^[\s,;(（，、]/.test(match[0]) ? 1 : 0);
  return { value: raw.slice(start, end), start: from, end };
}

const byWord =
  /\b(?:via|through|thru)\s+([a-z][a-z0-9]{2,20})\b|\b(?:using|with|use|on)\s+([a-z][a-z0-9]{3,20})(?= *(?:$|[,.;!?\ue000\ue001]|please|pls|for|to|as provider))|(?:用|走|通过|使用|经由?)\s?([a-z][a-z0-9]{2,20})(?![a-z])|\bprovider:?\s+(?:is\s+)?([a-z][a-z0-9]{2,20})\b|(?:渠道|通道)(?:是|用|为|走|选|:|：)?\s?([a-z][a-z0-9]{2,20})|([a-z][a-z0-9]{2,20})\s?(?:渠道|通道)/g;
const notProviders: ReadonlySet<string> = new Set(
  "the this that email mail sms text whatsapp wechat weixin telegram slack line phone card cash bank wire transfer link links chat message messenger zoom skype teams dhl fedex ups courier invoice qr stripe's fiber website web site app online cards credit debit euro euros dollars usd eur link. api him her them our your his their its all time file files delivery shipping airmail friday monday expiry expiration reference note amount discount tax same new default gmail instagram facebook tiktok alipay pay it me us you you. one two".split(
    " ",
  ),
);

function findNamedProvider(text: string, context: ReadingContext): Found | undefined {
  for (const provider of context.providers) {
    for (const name of [provider.id.toLowerCase(), provider.title.toLowerCase()]) {
      const found = findProviderName(text, name);
      if (found !== undefined) return { ...found, value: provider.id };
    }
  }
  if (context.providers.length > 0) return undefined;
  byWord.lastIndex = 0;
  for (let found = byWord.exec(text); found !== null; found = byWord.exec(text)) {
    const name = found.slice(1).find((each) => each !== undefined) ?? "";
    if (!notProviders.has(name)) return { value: name, start: found.index, end: found.index + found[0].length };
  }
  return undefined;
}

function findProviderName(text: string, name: string): Found | undefined {
  const at = text.indexOf(name);
  if (
    at === -1 ||
    name === "" ||
    /[a-z0-9]/.test(text.charAt(at - 1)) ||
    /[a-z0-9]/.test(text.charAt(at + name.length))
  ) {
    return undefined;
  }
  const before =
    /(?:\b(?:via|through|using|with|use|on|by|over|provider:?|from)\s+|(?:用|走|通过|使用|经由?|渠道:?|在|选)\s?)$/.exec(
      text.slice(0, at),
    )?.[0] ?? "";
  const after = /^\s?(?:渠道|通道|上|平台|账户)/.exec(text.slice(at + name.length))?.[0] ?? "";
  return { value: name, start: at - before.length, end: at + name.length + after.length };
}

const payer = "(?:customers?|clients?|payers?|buyers?|guests?|students?|users?|people)";
const englishCountry = new RegExp(
  `\\b(?:country(?: is|:)? ([a-z .]{2,24}?)|(?:for |to |from )?(?:an? |the |our |my )?${payer} (?:is |are |who is |who are )?(?:in|from|based in) (?:the )?([a-z .]{2,24}?))(?= *(?:$|[,;!?\\ue000\\n]|for |via |and |valid |expires |ref ))`,
);
const chineseCountry =
  /(?:国家|国别|地区)(?:是|为|:|：)?\s?([\u4e00-\u9fff]{2,6}|[a-z]{2}(?![a-z]))|(?:付款人|客户|买家|顾客|对方)(?:是|来自|在)([\u4e00-\u9fff]{2,6})/;

function findPayerCountry(text: string): Found | undefined {
  for (const pattern of [englishCountry, chineseCountry]) {
    const found = pattern.exec(text);
    const name = found?.slice(1).find((each) => each !== undefined);
    if (found === null || name === undefined) continue;
    const known = longestCountry(name);
    if (known === undefined) continue;
    const end = found.index + found[0].indexOf(name) + known.length;
    return { value: known.code, start: found.index, end };
  }
  return undefined;
}

/** The country a text begins with: `印尼客户` is 印尼, `indonesia today` is Indonesia. */
function longestCountry(text: string): { readonly code: string; readonly length: number } | undefined {
  for (let length = text.length; length >= 2; length -= 1) {
    const code = findCountry(text.slice(0, length));
    if (code !== undefined && !/[a-z]/.test(text.charAt(length))) return { code, length };
  }
  return undefined;
}

function toFound(match: RegExpExecArray | null, value: string): Found | undefined {
  return match === null ? undefined : { value, start: match.index, end: match.index + match[0].length };
}
