/**
 * When nothing may be made although a text speaks of links and money: it says no, it asks, it waits for something, or it
 * tells what was. All patterns read lowered text and are linear.
 */

const fillers =
  /\b(?:if (?:possible|you can|you could|you don'?t mind|it'?s ok(?:ay)?|that'?s ok(?:ay)?)|when(?:ever)? you (?:can|get a chance|have a (?:moment|minute|sec(?:ond)?)|are free|'re free)|as soon as (?:possible|you can)|don'?t forget[^,.;]{0,40}|no rush|no hurry|no worries|no problem)\b|(?:如果)?(?:方便|可以|可能|有空)的话|如果(?:方便|可以|可能|有空)|别忘了?[^,，。]{0,20}|不着急|不急/g;

const englishNo =
  /\b(?:do ?n[o']?t|don’t|never|no need|not|needn'?t|shouldn'?t|mustn'?t|can ?not|can'?t|won'?t|wouldn'?t|didn'?t|doesn'?t|isn'?t|hold off|hold on|stop|avoid|refrain|quit|no longer|rather than|instead of|without|nobody|no one)\b/;
const englishWait =
  /\b(?:if|once|when(?:ever)?|after|before|unless|until|as soon as|in case|provided|assuming|whether|remind|reminder|remember to|tomorrow we|later we|someday|maybe later|might|plan(?:ning)? to|going to|gonna|about to|supposed to|i will|we will|he will|she will|they will|i'?ll|we'?ll|they'?ll|would have|could have|should have|will have)\b/;
const englishAsk =
  /\b(?:how|why|who|whose|where|what|which|when|did|does|do (?:you|we|i|they)|has|have (?:you|we|they)|had|is|are|was|were|am i|should (?:i|we|they|he|she)|shall|is it|are there|any idea)\b/;
const englishTold =
  /\b(?:already|yesterday|last (?:week|month|year|night|quarter)|earlier today|ago|used to|tried to|failed to|unable to|forgot to|told (?:me|us|him|her|them)|said|says|asked (?:me|us|for)|heard|thinks?|thought|claims?|complain(?:s|ed)|wonder(?:ing)?)\b/;

const chineseNo =
  /(?:先别|暂时别|千万别|别再|别|不要再?|不用|不需要|不必|无需|没必要|暂时不要?|先不要?|暂不|不想|不打算|请勿|勿|用不着|甭|不可以|不能再|不该|没有让你|(?<!能)不能|不得|不许|不准|禁止|严禁|忘了?记?|停止|暂停|暂缓|取消)/;
const chineseWait =
  /(?:如果|要是|假如|万一|倘若|等[^,，。]{0,12}(?:再|后|之后|就|了)|(?:之后|以后|然后|完)再|到时候|回头再|下次再|改天|逾期|超时|否则|提醒我|记得|打算|计划|可能会?|也许|将会|将来)/;
const chineseAsk =
  /(?:[?？]|吗|多少|怎么|如何|为什么|为啥|是不是|有没有|什么|哪|多长|多久|几天|要不要|该不该|好不好|对不对|了没|没有$|呢$)/;
const chineseTold =
  /(?:生成|创建|新建|建|开|做|发|弄|出|收|付|建立|发送)(?:好|完|过|出)?了(?!吧|$)|昨天|前天|上周|上个?月|去年|刚才|之前|上次|本来|原本|差点|曾经|考虑过|已经?(?:生成|创建|建|开|做|发|收|付)|(?:他|她|老板|客户|对方|同事)(?:说|问|觉得|以为)|听说/;

/** Said anywhere in the text, it puts the whole wish off. */
const putOff =
  /\b(?:but (?:not yet|wait|don'?t|hold)|not yet|wait for (?:me|my|him|her|them)|until i (?:say|confirm|tell)|hold off)\b|(?:先等|等我(?:消息|确认|通知|说)|暂时别|先别|再说吧|晚点再)/;

/** Whether the words before and after a request to make something take it back. `before` ends where the verb begins. */
export function isTakenBack(text: string, verbAt: number): boolean {
  const before = clauseBefore(text, verbAt);
  const after = text.slice(verbAt, verbAt + 24);
  if (englishNo.test(before) || englishWait.test(before) || englishAsk.test(before) || englishTold.test(before))
    return true;
  if (chineseNo.test(before) || chineseWait.test(before) || chineseTold.test(before)) return true;
  if (/[不没别未甭]$|\bno $/.test(before) || putOff.test(text)) return true;
  if (/(?:怎么|如何|为什么|为啥|什么时候|谁|哪|是否|有没有|是不是)/.test(before)) return true;
  return /^(?:生成|创建|新建|建立?|开|做|弄|发|出|收)(?:好|完|过|出来)?(?:了(?!吧|$)|过|没)/.test(after);
}

/** Whether a change is called off by the words before it: `don't disable`, `暂时不要停用`. */
export function isCalledOff(text: string, verbAt: number): boolean {
  const before = clauseBefore(text, verbAt);
  return englishNo.test(before) || chineseNo.test(before) || englishWait.test(before) || chineseWait.test(before);
}

/** Whether a text that names a link and an amount, but asks for nothing, tells or asks about them. */
export function isReport(text: string): boolean {
  const plain = text.replace(fillers, " ");
  return (
    englishReport.test(plain) ||
    englishNo.test(plain) ||
    englishWait.test(plain) ||
    englishTold.test(plain) ||
    chineseReport.test(plain) ||
    chineseNo.test(plain) ||
    chineseWait.test(plain) ||
    chineseAsk.test(plain) ||
    chineseTold.test(plain)
  );
}

/** The same for a text that has an amount and no word for a link: any sentence about money counts as talk. */
export function isTalkOnly(text: string): boolean {
  return isReport(text) || englishTalk.test(text) || chineseTalk.test(text);
}

const englishReport = new RegExp(
  [
    "[?？]",
    "^(?:how|why|who|whose|where|what|which|when|did|does|do|has|have|had|is|are|was|were|should|shall|may|might|thanks|thank|thx|congrats|the|that|this|my|our|his|her|their|your)\\b",
    "\\b(?:was|were|is|are|been|has|have|had|did|does|will|would|got|cost|owes?|owed|made|went|goes|came|worked|works|didn|doesn|isn|wasn|failed|fails|expired|bounced|seems?|said|says|told|wanted|agreed|approved|rejected|declined|overdue|sent|created|generated|issued|shared|posted|requested|received|clicked|opened|broke|breaks|broken|crashed|stuck|paid|charged|refunded|keeps?|shows?|looks?|errors?|bug|wrong|typo|spam)\\b",
  ].join("|"),
);
const englishTalk = new RegExp(
  [
    "^(?:please |pls |can you |could you |let'?s )*(?:review|approve|check|confirm|verify|look|see|note|consider|compare|discuss|explain|remember|forward|reply|call|email|read|fix|update|add|remove|ignore|tell|ask|let|help|find|search|count|calculate|convert|split|divide|round|estimate|guess|think|imagine|try|use|keep|put|take|bring|come|go|meet|join|book|reserve|schedule|cancel|delay|track|ship|deliver|return|exchange|print|sign|file|submit|report|log|record|save|backup|download|upload|install|restart)\\b",
    "^(?:please |pls |plz |kindly |can you |could you |can i |hey |ok |let'?s )*(?:pay|transfer|wire|refund|lend|loan|borrow|reimburse|withdraw|move|buy|sell|tip|donate|order|give|send|shoot|spend|save|deposit|top up|owe|win|get|return|hand|lost|found|raised?|earn|invest)\\b",
    "\\b(?:costs?|spent|owes?|earned|sold|bought|won|lost|raised|charges|refund|transferred|pays|gets|makes|needs?|wants?|saves?|saved|worth|equals?|becomes?|dropped|rose|increased|decreased|grew|hit|reached|asked|ordered|returned|donated|deposited|added|offered|quoted|proposed|promised|invested|borrowed|lent|tipped|credited|debited|settled|collected|billed|invoiced|noticed|found|used|tried|called|emailed|mentioned|forgot|changed|moved|started|finished|launched|joined|left|kept|took|gave|brought|picked|dropped|expects?|estimated?|closed|signed|ended|averages?|ranges?|starts?)\\b",
    "\\b(?:revenue|turnover|profits?|sales|income|budget|salary|wages?|balance|debt|loss|gmv|arr|mrr|expenses?|quota|target|valuation|payout|cashback|commission|bonus|price|prices|rent|exchange rate|rate|total|cost|fees? (?:is|are|of)|limit|minimum|maximum|cap|threshold|competitors?|supplier|wife|husband|mom|dad)\\b",
    "\\b(?:i'?m|he'?s|she'?s|it'?s|that'?s|we'?re|they'?re|there'?s|i|we|he|she|they|you|it|this|that|these|those|my|our|his|their|your)\\b",
    "\\ue001 (?:to|from|by|in|on|per|a|an|more|less|short|back|left|ago|later|extra|max|only|worth|and up|or|but|too|so|off)\\b",
  ].join("|"),
);
const chineseReport =
  /打不开|了(?!吧|$|[,，。!！?？\s\ue000])|^[那这][个条]|误[建发开]|失败|报错|错误|出错|不了|没法|无法|不行|坏了|问题|逾期|到账|收到|退了|退款|付了|给了|转了|交了|已付|谢谢|感谢|刚才|之前的?|我做的|他做的|你发的|我发的|收费|投诉/;
const chineseTalk =
  /营收|营业额|收入|利润|销售额|销量|流水|预算|成本|工资|薪水|薪资|奖金|房贷|房租|存款|余额|债|原价|报价|出价|市价|估值|净赚|赚|亏|花了|花掉|欠|值|贵|便宜|等于|汇率|相当于|约合|折合|卖|买|拿|给|送|涨|跌|降|转|打款|汇|付给|退|报销|借|还|请客|手续费|打[一二三四五六七八九\d]+\.?\d*折|优惠|这个月|上个?月|月份|今年|去年|季度|我|你|他|她|它|咱|大家|这|那|某|平均|目标|总额|达到|超过|突破|成交|共|只要|只需|仅需|起步|多了|少了|中奖|红包|小费|罚|每|日是|号是|是|了|在|被|把|想|说|觉得|因为|所以|但是|应该|都|也|有|要(?!一?[个张条份])/;

function clauseBefore(text: string, at: number): string {
  const sentence =
    text
      .slice(0, at)
      .split(/[.!;\n。！；](?!\d)/)
      .at(-1) ?? "";
  return sentence.replace(fillers, " ");
}
