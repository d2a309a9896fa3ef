import { isReport, isTakenBack, isTalkOnly } from "./restraint.ts";

/** How a text asks for a link. `strong`: in words. `weak`: it only has the form of one (`$50 mug`, `link for $50`). */
export type Request = "strong" | "weak" | undefined;

const noun =
  "(?:links?|paylinks?|pay-links?|payment requests?|payment pages?|pay pages?|checkouts?|checkout pages?|qr(?: codes?)?|payment urls?|invoices?|bills?)";
const asking = new RegExp(
  `\\b(create|creat|craete|gimme|genrate|make|bikin|buat|buatkan|generate|issue|prepare|draft|build|produce|set ?up|spin up|draw up|put together|whip up|write|open|start|raise|get|give|send|shoot|drop|share|needs?|wants?|require|like|have|do|cut|add|fire off|hook me up with|looking for)\\b([^.!?\\n]{0,70}?)\\b${noun}\\b`,
  "g",
);
const settingUp =
  /\b(?:set ?up|create|generate|prepare|issue|request|arrange) (?:an? |the |one )?(?:\w+ )?payments? (?:of|for)\b[^.!?\n]{0,20}\ue001/g;
const handing = new Set([
  "send",
  "give",
  "share",
  "get",
  "shoot",
  "drop",
  "have",
  "like",
  "do",
  "open",
  "start",
  "add",
]);
const charging =
  /\b(charge|bill|invoice|collect|request|ask|take|accept|receive|get (?:me |us )?paid|get)\b([^.!?\n]{0,60})/g;
const nounArticle =
  /\b(?:the|an?|this|that|my|our|your|his|her|their|its|per|each|every|no|extra|free of|in)\s+(?:\w+\s+)?$/;
const openingNoun = new RegExp(
  `^(?:\\w+ )?(?:(?:hey|hi|hello|ok|okay|please|pls|plz|so|and|also|now|quick|new|another|a|an|one|one-time|reusable|payment|pay|checkout|secure|@\\w+|paylink|bot)[ ,:!]+)*${noun}\\b`,
);
const amountThenNoun = new RegExp(`\\ue001[ -]*(?:payment |pay |checkout |one-time |reusable |new )*${noun}\\b`);

const hanNoun =
  "(?:收款链接|付款链接|支付链接|缴费链接|收费链接|链接|连接|连结|二维码|收款码|付款码|支付码|账单|单子|(?<=[个张份开笔])单(?![号位价独品据元子身])|收款单|付款单|付款请求|收款|支付页面|付款页面|payment link|paylink|link)";
const hanAsking = new RegExp(
  `(生成|创建|新建|新增|建立|开具|制作|发起|发送|申请|提供|准备|设置|需要|想要|(?:开|做|弄|搞|发|出|整|来|建|起|拉|要|给|写|下)(?=个|一|条|张|份|笔|两|二|三|给|我|你|他|她|客户|付款|收款|支付|缴费|链接|新|下|\\d|\\ue001|[a-z]))([^。！？!?\\n]{0,40}?)${hanNoun}`,
  "g",
);
const hanCharging =
  /(收取|代收|收款|收费|收(?!到|了|过|入|据|件|藏|拾|益|银|录|工|获|尾|发室|货)|让[^,，。]{1,10}付|请[^,，。]{1,10}付|叫[^,，。]{1,10}付|(?:催|问|找|跟|向)[^,，。]{1,10}(?:要|收))([^。！？!?\n]{0,30})/g;
const hanOpening = new RegExp(`^(?:请|麻烦|新|一个|一条|再来一个)?${hanNoun}`);
const hanAmountNoun = new RegExp(`\\ue001 ?的? ?(?:一次性的?|收款|付款|支付)?${hanNoun}`);
/** `50 USD for the mug, link please`. */
const askedNoun =
  /\b(?:links?|paylinks?|invoice|qr(?: code)?)\b[\s,]*(?:please|pls|plz|thanks|thx|\?)[\s.!]*$|(?:链接|二维码)(?:谢谢)?[。!！\s]*$/;
const countedOnly = /^\s*(?:each|apiece|per \w+|x ?\d+|一[个件张份]|每[个件张份]|\/\s?\w+)[\s.,]*$/;
const politeQuestion =
  /(?:能不能|能否|可不可以|可否|可以|能|麻烦|方便|帮|给我|请(?!问))[^。\n]*(?:吗|么|嘛|不|行吗|好吗)?[ ?？!！~。]*$/;
const askedFact =
  /多少|怎么|如何|为什么|为啥|什么|哪|谁|几[个点号天时]|了吗|了没|没有|是不是|有没有|还是|贵|收费吗|要钱|支持|要不要|该不该|好了/;

/**
 * How strongly a text asks for a link to be made, or undefined when it does not. `text` is lowered, with holes where
 * amounts and details were read.
 */
export function findRequest(text: string, hasAmount: boolean): Request {
  if (hasChineseRequest(text, hasAmount) || hasEnglishRequest(text, hasAmount)) return "strong";
  return hasWeakForm(text, hasAmount) ? "weak" : undefined;
}

function hasEnglishRequest(text: string, hasAmount: boolean): boolean {
  if (!/[a-z]{2}/.test(text)) return false;
  asking.lastIndex = 0;
  for (let found = asking.exec(text); found !== null; found = asking.exec(text)) {
    const [, verb = "", gap = ""] = found;
    const isOther = /\b(?:which|who|was|were|is|are|didn|did|why|how|know|whether|about|not|never)\b|n't\b/.test(gap);
    const isThat = /\bthat\b/.test(gap) && !/\bthat (?:is|can|lasts|expires)\b/.test(gap);
    if (!isOther && !isThat && !isTakenBack(text, found.index) && !isOldLink(verb, gap)) return true;
    // The words after this verb may still hold the verb that asks.
    asking.lastIndex = found.index + verb.length;
  }
  if (!hasAmount) return false;
  for (const found of text.matchAll(settingUp)) if (!isTakenBack(text, found.index)) return true;
  for (const found of text.matchAll(charging)) {
    const [, verb = "", after = ""] = found;
    const before = text.slice(Math.max(0, found.index - 24), found.index);
    if (!after.includes("\ue001") || nounArticle.test(before) || isTakenBack(text, found.index)) continue;
    if (verb === "get" && !/^ (?:an? )?(?:payment|deposit|money) /.test(after)) continue;
    if ((verb === "take" || verb === "receive" || verb === "accept") && /\?/.test(text)) continue;
    return true;
  }
  return false;
}

/** `send me the link for $50` hands over a link that is there already. */
function isOldLink(verb: string, gap: string): boolean {
  return (
    handing.has(verb) && /\b(?:the|that|this|your|my|his|her|their|our|those|these|same)\s+(?:\S+\s+){0,3}$/.test(gap)
  );
}

function hasChineseRequest(text: string, hasAmount: boolean): boolean {
  if (!/[\u3400-\u9fff]/.test(text)) return false;
  const isQuestion = /[?？]|吗|么$|没$|呢/.test(text);
  if (isQuestion && (askedFact.test(text) || !politeQuestion.test(text))) return false;
  for (const found of text.matchAll(hanAsking)) {
    const gap = found[2] ?? "";
    if (isTakenBack(text, found.index) || /刚才|那个|这个|那条|这条|昨天|之前|上次/.test(gap)) continue;
    return true;
  }
  if (!hasAmount) return false;
  for (const found of text.matchAll(hanCharging)) {
    if (!found[2]?.includes("\ue001") && !/^收[款取费]/.test(found[0])) continue;
    if (
      isTakenBack(text, found.index) ||
      /(?:已|营|该|应|只|才|共|总共|没|未|不|可以|能|要不要|月|年|天)$/.test(text.slice(0, found.index))
    )
      continue;
    return true;
  }
  return false;
}

function hasWeakForm(text: string, hasAmount: boolean): boolean {
  const words = text.replace(/\ue000+/g, " ").trim();
  const clauses = words.split(/[,，;；:。\n]|\.\s/).map((clause) => clause.trim());
  if (clauses.some((clause) => openingNoun.test(clause) || hanOpening.test(clause))) return !isReport(words);
  if (!hasAmount) return false;
  if (amountThenNoun.test(words) || hanAmountNoun.test(words) || askedNoun.test(words)) return !isReport(words);
  return isNounPhrase(text.trim()) && !isTalkOnly(words);
}

/** What is sold and its price with no sentence around: `Annual membership 49.99 USD`, `30元 咖啡`. */
function isNounPhrase(text: string): boolean {
  const holes = "[\ue000\ue001]";
  const bare = text.replace(/[,，;；\s]*\ue000+[,，;；\s]*/g, " ").trim();
  const [before = "", after = "", ...more] = bare.split(new RegExp(`${holes}+`));
  const name = `${before}${after}`.replace(/[\s,，:：;；.。!！()（）"'–—-]+/g, " ").trim();
  if (more.length > 0 && !/\b(?:x|×|each|and|plus)\b|[+和加每]/.test(bare)) return false;
  if (more.length === 0 && before.trim() !== "" && after.trim() !== "" && !countedOnly.test(after)) return false;
  // `单程机票350美元` is a sentence as much as an order: the price must stand apart from the name.
  if (/[\u3400-\u9fff]\ue001/.test(bare) && more.length === 0) return false;
  const han = name.match(/[\u3400-\u9fff]/g)?.length ?? 0;
  const words = name.match(/[a-z0-9'&-]+/g)?.length ?? 0;
  return words <= 9 && han <= (more.length > 0 ? 24 : 14) && !/[。！!\n]\s*\S/.test(bare);
}
