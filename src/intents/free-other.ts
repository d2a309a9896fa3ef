import type { Intent, ReadingContext, Understanding } from "../model/intent.ts";
import { findCountry } from "./country-text.ts";
import { codeOf } from "./create-command.ts";
import { findProvider } from "./option-values.ts";
import type { Prompt } from "./prompt.ts";

const polite = "(?:please|pls|plz|thanks|thank you|thx|ty|now|then|bot|for now|ok|okay|吧|了|谢谢|呀|啊|哈)";
const whole = (words: string): RegExp =>
  new RegExp(
    `^(?:(?:ok|okay|oh|hmm|actually|please|pls|no|nah|sorry|well|那|好吧|嗯|哦)[, 。，]*)?(?:${words})(?:[,，.。 ]+(?:${words}))*(?:[ ,.!。！，~]*${polite})*[\\s.!。！~👍🙏✅]*$`,
  );
const cancels = whole(
  "cancel(?: (?:it|that|this|everything|please|the request|this request))?|never ?mind|nvm|forget (?:it|that|about it)|scratch that|drop it|abort|stop|don'?t bother|not now|leave it|cancel all|discard|no thanks|取消|算了(?:吧)?|不要了|不用了|不做了|别弄了|不弄了|放弃|作罢|先不弄了|不需要了|取消吧|撤销|当我没说|不发了|先算了",
);
const confirms = whole(
  "confirm(?:ed)?|yes|yep|yeah|yup|y|ok|okay|sure|go ahead|do it|go for it|looks? (?:good|right|correct|fine)|correct|that'?s (?:right|correct|it)|perfect|approved?|create it|make it|send it|proceed|all good|sounds good|ship it|absolutely|of course|right|yes,? (?:please|create it|go ahead|do it|make it|correct|that'?s right|confirm)|looks? (?:good|right|correct),? (?:go ahead|create it|do it|send it)|确认|确定|好的?|可以(?:的)?|是的?|没问题|就这样|没错|对的?|行|嗯|同意|生成吧|创建吧|发吧|就这么办|ok的|可以生成|好,?生成吧|好的?[,，]? ?(?:生成|创建|发|就这样|确认|可以)(?:吧)?|对[,，]?就这样|没问题[,，]?(?:生成|创建|发)吧?|确认(?:生成|创建|无误)?|是的[,，]?(?:生成|创建)?吧?",
);
const helps =
  /^(?:(?:hey|hi|hello|please|ok|so)[, !]+)*(?:help|help me|help please|i need help|\?+|menu|commands?|what can (?:you|this bot|it) do(?: for me)?|what do you do|how (?:do(?:es)? (?:i|you|this|it|the bot|one)|can i|to|should i)(?: \S+){0,12}|how do you work|what are (?:the|your) commands|show (?:me )?(?:the )?(?:help|commands|menu)|who are you|what is this|instructions|guide|usage|get started|getting started)[\s?.!]*$|^(?:帮助|使用帮助|使用说明|说明|怎么用|如何使用|怎么使用|你能做什么|你会什么|你是谁|有什么功能|功能|菜单|命令|怎么(?:创建|生成|开|做|发|弄|收|停用|查).{0,14}|如何(?:创建|生成|开|收|停用|查).{0,14}|教我怎么用|新手指南|使用指南|你可以做什么|能干什么|能做什么|这个(?:机器人)?怎么用)[\s?？。!！呀啊吗]*$/;
const providers =
  /\b(?:what|which|list|show|see|any|available|supported|tell me)\b.{0,24}\b(?:providers?|payment (?:providers?|methods?|gateways?|channels?|options?)|gateways?|psps?|channels)\b|^(?:payment )?(?:providers?|gateways?|payment methods)\W*$|\bproviders? (?:do you|are|can)\b|(?:有|支持|看看|列出|查看|可用|哪些|什么|能用).{0,8}(?:支付|付款|收款)?(?:渠道|通道|服务商|支付方式|付款方式|收款方式|支付公司)|(?:支付|收款|付款)?(?:渠道|通道|方式)(?:都|一共)?(?:有|支持)(?:什么|哪些|几)|^(?:支付|收款)?渠道(?:列表)?$/;
const accountsAt =
  /\b(?:accounts?|settlement accounts?|wallets?)\b(?:.{0,12}\b(?:at|for|on|of|in|with)\b (?:the )?([a-z][a-z0-9]{2,20}))?|([a-z][a-z0-9]{2,20}) ?的?(?:有哪些|上的|里的)?(?:结算)?(?:账户|帐户|账号)|(?:账户|帐户|账号)/;

/** Reads the short things people say: yes, no, help, and questions about providers, accounts and settings. */
export function understandFreeOther(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  const text = prompt.lower.trim();
  if (cancels.test(text)) return said({ kind: "cancel" });
  if (confirms.test(text)) return said({ kind: "confirm" });
  if (helps.test(text)) return said({ kind: "help" });
  return readAccounts(text, context) ?? readProviders(text) ?? readSettings(prompt, context);
}

function readProviders(text: string): Understanding | undefined {
  if (text.length > 80 || /\d/.test(text)) return undefined;
  return providers.test(text) ? said({ kind: "providers" }) : undefined;
}

function readAccounts(text: string, context: ReadingContext): Understanding | undefined {
  const isAsked =
    /^(?:(?:please|can you|could you|hey|hi)[, ]+)*(?:show|list|what|which|see|get|display|my|accounts?)\b|(?:有哪些|看看|查看|列出|查一下|显示|查询|看一下|^账户|^帐户)/.test(
      text,
    );
  const found = isAsked && text.length <= 60 && !/\d/.test(text) ? accountsAt.exec(text) : null;
  if (found === null) return undefined;
  const named =
    found[1] ?? found[2] ?? /\b(?:my|the|our|list|show|which) ([a-z][a-z0-9]{3,20}) accounts?\b/.exec(text)?.[1];
  const known = context.providers.find(
    (each) => text.includes(each.id.toLowerCase()) || text.includes(each.title.toLowerCase()),
  )?.id;
  const provider =
    known ??
    (named === undefined || /^(?:settlement|payment|bank|the|all|me|my)$/.test(named)
      ? undefined
      : (findProvider(named, context)?.id ?? named));
  return said({ kind: "accounts", ...(provider !== undefined && { provider }) });
}

const languages: readonly (readonly [code: string, pattern: RegExp])[] = [
  ["zh", /\b(?:chinese|mandarin|zh)\b|中文|汉语|华语/],
  ["en", /\b(?:english|en)\b|英文|英语/],
];
const speaking =
  /^(?:(?:please|pls|can you|could you|from now on)[, ]+)*(?:(?:switch|change|set)(?: (?:the|my|your))?(?: (?:language|lang|to))*|speak|talk|use|reply|answer|respond|write)(?: (?:in|to|with|me in))?(?: the)? (?:chinese|mandarin|english)(?: please| pls| from now on| language)?[.! ]*$|^(?:请)?(?:把)?(?:语言)?(?:说|讲|用|切换(?:到|成|为)?|切到|改成|改用|换成|设为|设成)(?:语言)?(?:中文|英文|英语|汉语)(?:回复|回答|交流|吧|模式)?[。！!]*$|(?:语言|language).{0,8}(?:中文|英文|英语|chinese|english)/;
const setting =
  /\b(?:default|settings?|preferences?|time ?zone|my (?:currency|country|time ?zone|provider|language))\b|默认|设置|偏好|时区/;

function readSettings(prompt: Prompt, context: ReadingContext): Understanding | undefined {
  const text = prompt.lower.trim();
  if (text.length > 80) return undefined;
  if (
    /^(?:(?:show|open|see|view|what are|check)(?: me)? )?(?:my |the )?(?:settings|preferences)\W*$|^(?:我的|查看|打开|看看)?(?:设置|偏好设置?)$/.test(
      text,
    )
  ) {
    return said({ kind: "settings", changes: {} });
  }
  const language = languages.find(([, pattern]) => pattern.test(text))?.[0];
  if (language !== undefined && speaking.test(text)) return said({ kind: "settings", changes: { language } });
  if (!setting.test(text) || !/\b(?:set|change|make|switch|use|update|should be|is)\b|改|设|换|用|是|为/.test(text))
    return undefined;
  const changes = settingChanges(prompt, context);
  return changes === undefined ? undefined : said({ kind: "settings", changes });
}

function settingChanges(prompt: Prompt, context: ReadingContext): Readonly<Record<string, string>> | undefined {
  const value =
    /(?:\b(?:to|as|is|be|use|:)\b|改成|改为|设为|设成|设置为|换成|为|是|用|:)\s*(?:the )?["'“]?([^"'”.!。！]{1,40})["'”]?\s*[.!。！]?$/
      .exec(prompt.raw.trim())?.[1]
      ?.trim();
  if (value === undefined) return undefined;
  const text = prompt.lower;
  if (/\bcurrency\b|货币|币种/.test(text)) {
    const code = codeOf(value, context);
    return code === undefined ? undefined : { currency: code };
  }
  if (/\bcountry\b|国家/.test(text)) {
    const country = findCountry(value);
    return country === undefined ? undefined : { country };
  }
  if (/\btime ?zone\b|时区/.test(text)) return { timezone: value };
  if (/\bprovider\b|渠道/.test(text)) return { provider: findProvider(value, context)?.id ?? value.toLowerCase() };
  return undefined;
}

function said(intent: Intent): Understanding {
  return { kind: "intent", intent, isTyped: false };
}
