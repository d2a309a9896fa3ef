/** A piece of text without the words that only ask for a link; `offset` is how much was cut at its start. */
export interface Trimmed {
  readonly text: string;
  readonly offset: number;
  /** Who is to pay, where the cut words named them. */
  readonly customer: string | undefined;
}

/** Where a piece stands. */
export interface Place {
  readonly isBeforeHole: boolean;
  readonly isAfterHole: boolean;
}

type Cut = (text: string, place: Place) => { readonly length: number; readonly customer?: string } | undefined;

const noun =
  "(?:links?|paylinks?|pay-links?|payment requests?|payment pages?|pay pages?|checkouts?(?: pages?| links?)?|qr(?: codes?)?(?: links?)?|payment urls?|urls?|invoices?(?: links?)?|bills?|payments?(?= (?:of|for|from)\\b|$))";
const adjective =
  "(?:a|an|the|another|one|this|new|quick|quickly|simple|short|fresh|separate|payment|paymnt|payement|pament|pymt|pay|paying|checkout|secure|online|one-time|onetime|single-use|reusable|stripe|custom|proper|unique|second|third|usd|eur|gbp|dollar|euro)";
const verb =
  "(?:create|make|generate|issue|prepare|draft|build|produce|set ?up|spin up|draw up|put together|whip up|write|open|start|raise|creat|craete|genrate|generat|mak|get|give|gimme|send|shoot|drop|share|need|want|require|have|do|cut|add|fire off|hook|looking for|bikin|buat|buatkan)";
const who =
  "(?:me|us|him|her|them|up|out|over|the client|the customer|my client|my customer|our client|our customer|a client|a customer|everyone)";

const englishDrops =
  /^(?:(?:and |then |but |so )*(?:don'?t forget|make sure|remember|let me know|send it|send the|text it|email it|then send|i'?ll|i will|we'?ll|he'?ll|she'?ll|they'?ll|with (?:the |these )?(?:following )?(?:details|info|information|specs)|details|as follows|cc |fyi|tell |also send|post it|share it|copy me|he is|she is|they are|it has to|this one is|this is urgent|it'?s urgent|we need it|i need it|he needs|she needs|they need|no rush|no hurry|ping me|notify|when (?:it'?s |he |she |they )?(?:paid|pays?|done)))\b.*$/;
const englishSums =
  /^(?:(?:minus|less|plus|with|after|before|including|incl\.?|excluding|excl\.?|and|\+)\s+)*(?:an? |the )?\d+(?:\.\d+)?\s?%\s?(?:discount|off|tax|vat|gst|tip|fee|surcharge|commission|deposit)?\s*/;
const englishStarts: readonly RegExp[] = [
  /^(?:hey|hi|hello|hiya|yo|ok|okay|so|well|um|uh|please|pls|plz|kindly|now|then|also|and|but|or|thanks|thank you|thx|sure|great|alright|good (?:morning|afternoon|evening)|@\S+|paylink|bot|there|team|just|quick|quickly|asap|urgent|urgently)(?![\w'-])[\s.]*/,
  /^(?:can|could|would|will|may) (?:you|u|ya|we|i)(?: (?:please|pls|plz|kindly|just|quickly|also|maybe|possibly|help (?:me|us)(?: to)?|mind))*(?![\w'-])\s*/,
  /^(?:i|we)(?:'d|'ll|'m|'re| would| will| am| are)? (?:also |just |really )?(?:need|want|wanna|gotta|like|love|have|wish|trying|looking|going)(?: to| for| you to| for you to)?(?![\w'-])\s*/,
  /^(?:wanna|gotta|gonna|let'?s|let me|lemme|let us|help me(?: to)?|help us(?: to)?|go ahead and|time to|need to|want to|have to|looking to|like to|if you can|if possible)(?![\w'-])\s*/,
  /^(?:the |my |our |a )?(?:client|customer|buyer|guest|student|patient)s? (?:needs|wants|asked for|would like|is waiting for|will pay|should pay|has to pay|needs to pay|wants to pay|must pay|to pay)(?![\w'-])\s*/,
  new RegExp(`^(?:use|using)?\\s*(?:to )?${verb}(?: ${who})*(?: ${adjective})*\\s*$`),
  new RegExp(`^(?:to )?${verb}(?=\\s*[\\u4e00-\\u9fff])\\s*`),
  /^(?:at least|at most|up to|more than|less than|no more than|between \d+ and)(?![\w'])\s*/,
  englishSums,
  /^(?:(?:for|to|from) )?(?:the |my |our |a |an |this )?(?:new |regular |old |vip |existing |overseas |foreign |potential )?(?:client|customer|buyer|guest|student|patient|tenant|member|payer)s?(?: #?\w*\d\w*)?$/,
  new RegExp(
    `^${verb}(?: ${who})*(?: (?:for|to) ${who})?(?: ${adjective})*(?: ${noun})(?: (?:for|to) ${who})?(?![\\w-])\\s*`,
  ),
  new RegExp(`^(?:${adjective} )*${noun}(?![\\w-])(?: please| pls| plz)?(?: (?:for|to) ${who})?(?![\\w'])[\\s]*`),
  /^(?:for|of|about|regarding|re|as|on|to cover|covering|towards?|worth|at|totall?ing|in the amount of|amounting to|is|it'?s for|it is for|this is for|that'?s for|which is for|which is|in|to pay for|paying for|to pay|purpose|description|amount|being|against|in payment for|in exchange for|to be paid|as payment for)(?![\w'-])\s*/,
  /^(?:the|a|an|my|our|some)\s+/,
  /^[\s#*•·.\-–—@&]+/,
];
const handed = new RegExp(
  `^(?:send|give|shoot|drop|get|make|generate|create|prepare|issue|share|do|write) ((?:[\\w.'’&-]+ ){1,3}?)(?:an?|the|another|one) (?:${adjective} )*${noun}(?![\\w-])\\s*`,
);
const charged =
  /^(?:to |and |wanna |gonna )?(?:charge|bill|invoice|collect|request|ask|take|accept|receive|get paid|get me paid)(?![\w'-])\s*/;
const fromWhom = /^(?:from|to|by|with) ((?:[\w.'’&-]+ ?){1,4}?)(?=(?: ?for | ?,|$))/;
const payingWhom = /^so (?:that )?((?:[\w.'’-]+ ){1,3}?)can (?:pay|send)(?: me| us)?(?: for)?(?![\w'])\s*/;
const englishEnds: readonly RegExp[] = [
  /[\s.!?~,;:\-–—@&]+$/,
  /(?:^|\s)(?:please|pls|plz|thanks|thank you|thx|ty|cheers|asap|now|right now|right away|immediately|today|urgently|quickly|for me|for us|to me|to us|to him|to her|to them|me|if possible|ok|okay|would you|could you|can you|will you|when you can|when you get a chance)$/,
  /(?:^|\s)(?:with|for|via|and|of|at|to|in|on|by|from|that is|which is|in total|total|only|exactly|about|around|approximately|at least|up to|at most|more than|less than|no more than|minimum|maximum|between \d+|plus|the|a|an|is|are|it|so|worth|just|amount|amount is|amount of|valid|due|should be|payable|that|which|link)$/,
  new RegExp(`(?:^|\\s)(?:${adjective} )*${noun}$`),
];

/** Cuts an English piece. `raw` is the same piece as typed, to tell names from words. */
export function trimEnglish(words: string, raw: string, place: Place): Trimmed {
  let customer: string | undefined;
  const cuts: readonly Cut[] = [
    toCut(englishDrops),
    ...englishStarts.slice(0, 5).map(toCut),
    (text) => cutHanded(text, words, raw),
    cutCharged,
    ...englishStarts.slice(5).map(toCut),
    (text) => cutWhom(text, words, raw),
  ];
  let text = words;
  let hasCut = /[a-z]/.test(words);
  while (hasCut) {
    hasCut = false;
    for (const cut of cuts) {
      const found = cut(text, place);
      if (found === undefined || found.length === 0) continue;
      customer ??= found.customer;
      text = text.slice(found.length);
      hasCut = true;
    }
  }
  const lead = text.length - text.trimStart().length;
  const offset = words.length - text.length + lead;
  return { text: cutEnds(text.trimStart(), englishEnds), offset, customer };
}

function toCut(pattern: RegExp): Cut {
  return (text) => {
    const found = pattern.exec(text);
    return found === null ? undefined : { length: found[0].length };
  };
}

/** `send Bob a link` names the customer. */
function cutHanded(text: string, words: string, raw: string): ReturnType<Cut> {
  const found = handed.exec(text);
  const name = found?.[1]?.trim() ?? "";
  if (found === null || /^(?:me|us|him|her|them|up|out|over)$/.test(name)) return undefined;
  const at = words.length - text.length + found[0].indexOf(name);
  return { length: found[0].length, customer: raw.slice(at, at + name.length) };
}

/** `charge Sarah $60`: what stands between the verb and the amount is the customer. */
function cutCharged(text: string, place: Place): ReturnType<Cut> {
  const found = charged.exec(text);
  if (found === null) return undefined;
  const rest = text
    .slice(found[0].length)
    .replace(/\s*(?:for|of|a payment of|payment of|a deposit of|the amount of)?\s*$/, "");
  if (!place.isBeforeHole || rest === "" || /\bfor\b/.test(rest)) return { length: found[0].length };
  return { length: text.length, customer: rest };
}

function cutWhom(text: string, words: string, raw: string): ReturnType<Cut> {
  const found = fromWhom.exec(text) ?? payingWhom.exec(text);
  const name = found?.[1]?.trim() ?? "";
  if (found === null || name === "") return undefined;
  const at = words.length - text.length + found[0].indexOf(name);
  const typed = raw.slice(at, at + name.length);
  const isPerson =
    /^\p{Lu}/u.test(typed) || /^(?:(?:the|my|our|a) )?(?:client|customer|buyer|guest|student|him|her|them)$/.test(name);
  return isPerson ? { length: found[0].length, customer: typed } : undefined;
}

const hanNoun =
  "(?:(?:收款|付款|支付|缴费|收费|结账|在线)?(?:链接|连接|连结|二维码|页面|请求)|收款码|付款码|支付码|账单|收款单|付款单|单子|(?:(?<![\u4e00-\u9fff])|(?<=[个张份开笔]))单(?![\u4e00-\u9fff])|payment link|paylink|link)";
const measure = "(?:一?[个条张份笔次下]|新的?)";
const chineseDrops =
  /^(?:(?:共|一共|合计)?(?:\d+|[一二两三四五六七八九十]{1,3})个?(?:月|天|次|年|份|件|张|周|小时)|每(?:月|年|周|天|次|份|个|人)|各位好?|大家好|老板|亲|朋友们?|小助手|机器人|同事们?|同学们?|(?:也就是|相当于|约合|折合|大概|大约|左右|分一次付清|差不多|原价|现价|打[一二三四五六七八九\d.]+折|不含税|未含税|付款后|付完|收到后|到账后|尽快|急|别忘|记得|提醒|客户在等|他在等|她在等|发给他|发给她|谢谢|辛苦).*|收[\u4e00-\u9fff]{1,4}(?:总|先生|女士|小姐|老师|老板|经理|太太|同学|哥|姐))$/;
const chineseStarts: readonly RegExp[] = [
  chineseDrops,
  /^[\s.\-–—~·*#]+/,
  /^(?:你好|您好|嗨|哈喽|嗯+|那么?|请问|请您?|麻烦(?:你|您|帮忙|帮我)?|劳驾|拜托|帮(?:我们?|忙|客户|一下)|给(?:我们?)(?!们)|每次(?=收|付|\s|$)|替我|为我|可不可以|可以|能不能|能否|可否|能(?=帮|给|开|发|生)|我们?(?:这边)?(?:需要|想要|想|要)?|需要|想要|要(?=收|开|做|发|给|一|个|\s|$)|想(?=收|开|做|发|给|一|要)|现在|马上|赶紧|尽快|快|再(?=来|开|发|生|做|加|给)|再加上?|加上?(?=一|两|\d)|还有|以及|和(?=[一两二三\d])|另外|顺便|直接|先(?=收|开|生)|就(?=收|开|生)|把|@\S+)\s*/,
  new RegExp(
    `^(?:生成|创建|新建|新增|建立|开具|制作|发起|发送|申请|提供|准备|设置)(?:一下|出|好)?(?:给(?:我|客户|他|她|对方))?${measure}?\\s*`,
  ),
  new RegExp(`^(?:开|做|弄|搞|发|出|整|来|建|起|拉|要|给|写|下)(?=${measure}|${hanNoun}|\\s|$)${measure}?\\s*`),
  new RegExp(
    `^(?:一?[个條条张份笔]|新的?)?(?:可以?|能)?(?:的)?${hanNoun}(?:给(?:我|客户|他|她|对方))?(?:吧|吗|呢|啊|哈|来)?\\s*`,
  ),
  /^(?:收取|代收|收款|收费|收)(?=$|\s|的|[一]?笔)(?:一?笔)?\s*/,
  /^收(?![款取纳音据藏银件割敛拾尾听视购到了过入益录工获发])(?=[\u4e00-\u9fff]{2})/,
  /^(?:金额|价格|总价|总额|费用|款项|数额)(?:为|是|:)?(?=\s|$)\s*/,
  /^(?:用于|用途(?:是|为)?|用来(?:付|支付|收|缴)?|作为|关于|项目(?:名称?)?(?=是|为|\s|$)(?:是|为)?|商品(?:名称?)?(?=是|为|\s|$)(?:是|为)?|品名(?:是|为)?|摘要(?:是|为)?|事由(?:是|为)?|名目(?:是|为)?|服务(?=\s|$|是)(?:是)?|产品(?=是|为|\s|$)(?:是|为)?|说明(?:是|为|写)?(?=\s|$|[^书])|描述(?:是|为|写)?|内容(?=是|为|写|\s|$)(?:是|为|写)?|名称(?:是|为|叫)?|名字(?:是|为|叫)|标题(?:是|为|叫|写)?|备注(?:是|为|写)?|叫做?(?=\s|$)|共计?(?=\s|$)|总共|一共|合计|总计|的|是(?=[\u4e00-\u9fff])|为(?=\s|$)|每[个件张份位人](?=\s|$))\s*/,
  /^(?:给(?:我|客户|他|她|对方|顾客)|发给?(?:我|客户|他|她|对方)(?:一?[个条张份])?|客户(?=\s|$)|(?:客户|顾客|买家)(?:要|需要|得|应|想)(?:付款?|支付|交|缴)?|一?[个条张份笔](?=\s|$|payment|link)|收(?:点|个|一下)?钱)\s*/,
  new RegExp(`^(?:[\\u4e00-\\u9fff]{2}(?:币|元|金|盾))?(?=${hanNoun})`),
];
const hanWhom =
  /^(?:给|向|找|跟|让|请|叫|问|对)([^\s,，]{1,12}?)(?:(?:发起?|开|做|弄|出|生成|创建|来|整)(?=一?[个條条张份笔]|付款|收款|支付|链接|$)|收(?:取|款)?(?=$|\s|一笔)|要(?=$|\s)|付款?(?=$|\s|的)|支付(?=$|\s)|缴(?=$|\s)|打(?=$|\s))(?:一?[个條条张份笔])?\s*/;
const hanPaid = /^(?:让|请|叫)([^\s,，]{1,10}?)(?:付款?|支付|交|缴|打)\s*/;
const hanReceiver = new RegExp(`^(?:一?[个条张份])?${hanNoun}给([A-Za-z\\u4e00-\\u9fff]{1,12})$`);
const hanCollected = /^(?:收取|代收|收款?)(?:一下)?([^\s]{1,8})$/;
const chineseEnds: readonly RegExp[] = [
  /[\s.!?~,;:\-–—。！？]+$/,
  new RegExp(`(?:的|用的?)?(?:可?重复使用的?|一次性的?)?${hanNoun}$`),
  /(?:谢谢(?:您|你|啦)?|多谢|感谢|麻烦了|辛苦了?|拜托了?|好吗|可以吗|行吗|好不好|可以不|就行了?|就好了?|即可|一下|给客户|给我|发我|发给我|发给客户|发给他|发给她|给个|要收|共计?|总共|一共|合计|现在|尽快|马上|金额|价格|总价|收(?:取)?(?:他们?|她们?|你们?|客户|对方)|收款?|收取|共收|一共收|每[个件张份位人]?|各|单价)$/,
  /(?:^|\s)(?:生成|创建|开|做|发|出|建|来)(?:一?个)?单?$/,
  /(?:的|吧|吗|呀|啊|哦|呢|哈|了|嘛|啦|哟|为|是|付|，)$/,
];

/** Cuts a Chinese piece. */
export function trimChinese(words: string, place: Place): Trimmed {
  let customer: string | undefined;
  let text = words;
  let hasCut = true;
  while (hasCut) {
    hasCut = false;
    const named =
      hanPaid.exec(text) ??
      hanReceiver.exec(text) ??
      hanWhom.exec(text) ??
      (place.isBeforeHole ? hanCollected.exec(text) : null);
    const whom = /^(?:我|我们|个|一)/.test(named?.[1] ?? "") ? null : named;
    if (whom !== null) {
      customer ??= whom[1];
      text = text.slice(whom[0].length);
      hasCut = true;
    }
    // Each cut begins anew: after `我想` the words `给客户发` name a customer, and `给` alone would not.
    const found = whom === null ? firstCut(text, chineseStarts) : 0;
    if (found > 0) {
      text = text.slice(found);
      hasCut = true;
    }
  }
  return { text: cutEnds(text, chineseEnds), offset: words.length - text.length, customer };
}

function cutEnds(words: string, patterns: readonly RegExp[]): string {
  let text = words;
  let hasCut = true;
  while (hasCut) {
    hasCut = false;
    for (const pattern of patterns) {
      const found = pattern.exec(text);
      if (found === null || found[0].length === 0) continue;
      text = text.slice(0, found.index);
      hasCut = true;
    }
  }
  return text;
}

function firstCut(text: string, patterns: readonly RegExp[]): number {
  for (const pattern of patterns) {
    const length = pattern.exec(text)?.[0].length ?? 0;
    if (length > 0) return length;
  }
  return 0;
}
