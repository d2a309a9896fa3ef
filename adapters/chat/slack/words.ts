import type { Language, Localized } from "../../../src/model/currency.ts";
import type { OptionProblem } from "../../../src/model/option.ts";

/** Why somebody may not act. */
export type RefusalReason = "guest" | "stranger" | "bot" | "gone" | "not-listed" | "channel";

/** Completes "Ask …". */
const refusals: Readonly<Record<RefusalReason, Localized>> = {
  guest: { en: "an admin of this workspace; guests cannot use it", zh: "本工作区的管理员(访客不能使用)" },
  stranger: {
    en: "somebody of the company that runs it; it serves only its own workspace",
    zh: "该公司的同事(仅限其所属工作区的成员使用)",
  },
  bot: { en: "an admin of this workspace; other apps cannot use it", zh: "本工作区的管理员(其他应用不能使用)" },
  gone: { en: "an admin of this workspace; this account is deactivated", zh: "本工作区的管理员(此账号已停用)" },
  "not-listed": {
    en: "an admin of this workspace to add you (SLACK_ALLOWED_USERS)",
    zh: "本工作区的管理员,将您加入 SLACK_ALLOWED_USERS",
  },
  channel: {
    en: "an admin of this workspace to allow this channel (SLACK_ALLOWED_CHANNELS), or use another one",
    zh: "本工作区的管理员,将此频道加入 SLACK_ALLOWED_CHANNELS,或换一个频道",
  },
};

/** Whom to ask, and why it was refused. */
export function refusalOf(reason: RefusalReason, language: Language): string {
  return refusals[reason][language];
}

/** What only Slack's own surfaces say: the form, the home tab, notes about channels. */
const sentences = {
  "form-title": { en: "Payment link", zh: "支付链接" },
  "form-submit": { en: "Create", zh: "创建" },
  "form-close": { en: "Cancel", zh: "取消" },
  "form-loading": { en: "One moment…", zh: "请稍候…" },
  "form-expired": {
    en: "Slack closed the door before the form could open. Press the button, or type `/paylink 49.99 USD What for`.",
    zh: "表单未能及时打开。请点击按钮,或直接输入 `/paylink 49.99 USD 用途`。",
  },
  "form-open": { en: "Open the form", zh: "打开表单" },
  "field-where": { en: "Post to", zh: "发送到" },
  "field-amount": { en: "Amount", zh: "金额" },
  "hint-amount": { en: "Such as 49.99", zh: "例如 49.99" },
  "hint-amount-open": {
    en: "Such as 49.99; write open to let the payer choose",
    zh: "例如 49.99;填 open 则由付款人决定",
  },
  "field-currency": { en: "Currency", zh: "币种" },
  "hint-currency": { en: "Type a code or a name", zh: "输入代码或名称" },
  "field-what": { en: "What for", zh: "用途" },
  "field-provider": { en: "Provider", zh: "支付服务商" },
  "field-expiry": { en: "Expires after", zh: "有效期" },
  "field-uses": { en: "Can be paid", zh: "可支付次数" },
  "uses-once": { en: "Once", zh: "一次" },
  "uses-many": { en: "Many times", zh: "多次" },
  "field-country": { en: "Country", zh: "国家或地区" },
  "hint-country": { en: "Two letters, such as ID", zh: "两位字母代码,例如 ID" },
  "field-reference": { en: "Your reference", zh: "您的编号" },
  "field-note": { en: "Note", zh: "备注" },
  "form-more": { en: "All fields of this provider", zh: "显示该服务商的全部字段" },
  yes: { en: "Yes", zh: "是" },
  no: { en: "No", zh: "否" },
  "problem-missing": { en: "Please fill this in.", zh: "请填写此项。" },
  "problem-amount": {
    en: "Write the amount in digits, such as 49.99, above zero, with no more decimals than the currency has.",
    zh: "请用数字填写金额,例如 49.99;须大于零,小数位不超过该币种的位数。",
  },
  "problem-currency": { en: "This provider does not take that currency.", zh: "该服务商不支持此币种。" },
  "problem-what": {
    en: "I cannot read this as a description. Please write it in other words.",
    zh: "无法识别此用途,请换一种写法。",
  },
  "problem-country": { en: "Two letters, such as ID or SG.", zh: "请填写两位字母代码,例如 ID 或 SG。" },
  "problem-long": {
    en: "Altogether this is too long: at most 2,000 characters.",
    zh: "内容总长过长:最多 2,000 个字符。",
  },
  "problem-where": { en: "Paylink is not allowed in this channel.", zh: "此频道不允许使用 Paylink。" },
  "answer-how": {
    en: "To answer here, type /paylink and your words, or mention me.",
    zh: "请用 /paylink 加上您的回答,或 @我 来回复。",
  },
  "not-checked": {
    en: "Slack did not say who you are, so nothing was made. Please try again.",
    zh: "Slack 未能确认您的身份,因此没有创建任何内容。请重试。",
  },
  "not-invited": {
    en: "I cannot post in this channel. To let me in, type: /invite {bot}. Until then you find the link in our direct messages.",
    zh: "我无法在此频道发消息。请输入 /invite {bot} 邀请我;在此之前,链接会发到您与我的私信中。",
  },
  late: {
    en: "This takes longer than it should. If nothing appears within a minute, please send it again: it is not made twice.",
    zh: "处理时间比平时长。如果一分钟内没有结果,请重新发送;不会重复创建。",
  },
  broken: {
    en: "Something went wrong on our side and nothing was made. Please try again.",
    zh: "系统出现问题,没有创建任何内容。请重试。",
  },
  "home-title": { en: "Your payment links", zh: "您的支付链接" },
  "home-new": { en: "New payment link", zh: "新建支付链接" },
  "home-none": { en: "No links yet.", zh: "还没有链接。" },
  "home-active": { en: "Waiting for payment", zh: "等待付款" },
  "home-paid": { en: "Paid", zh: "已付款" },
  "home-closed": { en: "Disabled or expired", zh: "已停用或已过期" },
  "home-defaults": { en: "When you leave it out", zh: "未填写时的默认值" },
  "home-providers": { en: "What each provider can do", zh: "各服务商的能力" },
  "home-test": { en: "test mode, no real money", zh: "测试模式,非真实资金" },
  "home-live": { en: "live", zh: "正式环境" },
  "home-once-many": { en: "links can be paid once or many times", zh: "链接可支付一次或多次" },
  "home-once": { en: "links can be paid once", zh: "链接只能支付一次" },
  "home-open": { en: "the payer may choose the amount", zh: "付款人可自选金额" },
  "home-reversible": { en: "disabled links can be enabled again", zh: "停用后可重新启用" },
  "home-final": { en: "disabling is final", zh: "停用后不可恢复" },
  "home-request": { en: "disabling is asked for and confirmed later", zh: "停用需等待确认" },
} as const satisfies Readonly<Record<string, Localized>>;

/** The name of a sentence of this adapter. */
export type SentenceName = keyof typeof sentences;

/** One of this adapter's own sentences. */
export function sentence(name: SentenceName, language: Language, facts: Readonly<Record<string, string>> = {}): string {
  return sentences[name][language].replaceAll(/\{(\w+)\}/g, (blank, fact: string) => facts[fact] ?? blank);
}

const optionProblems: Readonly<Record<OptionProblem["kind"], Localized>> = {
  "too-long": { en: "At most {limit} characters.", zh: "最多 {limit} 个字符。" },
  "not-boolean": { en: "Yes or no.", zh: "请填写是或否。" },
  "not-integer": { en: "A whole number.", zh: "请填写整数。" },
  "out-of-range": { en: "From {limit}.", zh: "范围:{limit}。" },
  "not-a-choice": { en: "One of: {limit}.", zh: "可选值:{limit}。" },
  "not-a-url": { en: "An address that begins with https://.", zh: "请填写以 https:// 开头的网址。" },
  "not-an-email": { en: "An email address.", zh: "请填写邮箱地址。" },
  "not-pairs": { en: "Pairs such as order=7,colour=blue.", zh: "请按 order=7,colour=blue 的形式填写。" },
  empty: { en: "Please fill this in.", zh: "请填写此项。" },
};

/** What is wrong with an option's value, at its field. */
export function optionProblem({ kind, limit }: OptionProblem, language: Language): string {
  return optionProblems[kind][language].replaceAll("{limit}", limit);
}
