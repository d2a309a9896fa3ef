import type { Language } from "../../../src/model/currency.ts";

/** What only this platform says. Everything else is in `bot/replies`. Blanks are `{name}`. */
const sentences = {
  anonymous: {
    en: "I cannot see who you are while you write as the group or a channel. Turn off “Remain anonymous” in your admin rights, or write as yourself.",
    zh: "你正以群组或频道的身份发言，我无法确认你是谁。请在管理员权限中关闭“保持匿名”，或用个人身份发言。",
  },
  "chat-not-listed": {
    en: "the person who set it up to list this group in TELEGRAM_ALLOWED",
    zh: "设置它的人，把本群加入 TELEGRAM_ALLOWED",
  },
  "invitation.welcome": {
    en: "Welcome, {name}. You can make payment links now. Try: /create 25 USD Blue mug — or /help.",
    zh: "欢迎，{name}。现在可以创建付款链接了。试试：/create 25 USD 蓝色马克杯 — 或 /help。",
  },
  "invitation.passed-on": {
    en: "Thank you. Somebody who uses this bot has been asked to let you in; I will tell you.",
    zh: "谢谢。已请使用者批准你的加入，有结果会通知你。",
  },
  "invitation.declined": { en: "You were not let in.", zh: "你的加入申请未获批准。" },
  "approval.ask": {
    en: "{name} ({handle}) came with an invitation and wants to make payment links here. Do you know this person?",
    zh: "{name}（{handle}）持邀请而来，希望在此创建付款链接。你认识此人吗？",
  },
  "approval.admit": { en: "Let in", zh: "批准" },
  "approval.decline": { en: "Refuse", zh: "拒绝" },
  "approval.admitted": { en: "{name} ({handle}) was let in by {by}.", zh: "{by} 已批准 {name}（{handle}）。" },
  "approval.declined": { en: "{name} ({handle}) was refused by {by}.", zh: "{by} 已拒绝 {name}（{handle}）。" },
  "approval.over": { en: "This was decided already, or is too old.", zh: "此申请已处理或已过期。" },
  "confirm.busy": { en: "Telegram is busy. Please press again.", zh: "Telegram 繁忙，请再按一次。" },
  "button.old": {
    en: "This button is too old. Use /list to find the link.",
    zh: "该按钮已过期，请用 /list 查找链接。",
  },
  "inline.hint": { en: "Type an amount and what for: 25 USD Blue mug", zh: "输入金额和用途：25 USD 蓝色马克杯" },
  "inline.description": { en: "Make a payment link here", zh: "在此生成付款链接" },
  "inline.create": { en: "Make the link · {amount}", zh: "生成链接 · {amount}" },
  "inline.old": { en: "This offer is too old. Please type it again.", zh: "该内容已过期，请重新输入。" },
  "redacted.undeleted": {
    en: "I may not delete messages here. Please delete yours: it looked like a payment card number.",
    zh: "我无权在此删除消息。你的消息疑似含银行卡号，请自行删除。",
  },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** The name of a sentence. */
export type SentenceKey = keyof typeof sentences;

/** The sentence with its blanks filled in. Plain text. */
export function sayTelegram(
  key: SentenceKey,
  language: Language,
  blanks: Readonly<Record<string, string>> = {},
): string {
  return sentences[key][language].replaceAll(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);
}

/** The language of a person whose app speaks this one; undefined when the bot does not speak it. Source: IETF tags. */
export function languageOf(tag: string | undefined): Language | undefined {
  if (tag === undefined) return undefined;
  const [base] = tag.toLowerCase().split(/[-_]/);
  return base === "zh" || base === "en" ? base : undefined;
}
