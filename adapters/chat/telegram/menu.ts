import type { Language } from "../../../src/model/currency.ts";
import type { BotApi } from "./client.ts";

interface MenuCommand {
  readonly command: string;
  readonly says: Readonly<Record<Language, string>>;
  /** Offered in groups too. */
  readonly isShared: boolean;
}

const commands: readonly MenuCommand[] = [
  { command: "create", says: { en: "Make a payment link", zh: "生成付款链接" }, isShared: true },
  { command: "list", says: { en: "Your links", zh: "我的链接" }, isShared: true },
  { command: "show", says: { en: "One link: /show L7K2QM", zh: "查看链接：/show L7K2QM" }, isShared: true },
  { command: "refresh", says: { en: "Ask the provider about a link", zh: "向支付渠道查询链接" }, isShared: true },
  { command: "disable", says: { en: "Stop a link", zh: "停用链接" }, isShared: true },
  { command: "enable", says: { en: "Let a link take payments again", zh: "恢复链接收款" }, isShared: true },
  { command: "providers", says: { en: "What each provider can do", zh: "各支付渠道的功能" }, isShared: false },
  { command: "settings", says: { en: "Language, time zone, defaults", zh: "语言、时区、默认值" }, isShared: false },
  { command: "cancel", says: { en: "Stop what was begun", zh: "取消当前操作" }, isShared: true },
  { command: "help", says: { en: "How this works", zh: "使用帮助" }, isShared: true },
];

/** Words that are commands of this bot when somebody types them in a group without its name. */
export const commandWords: ReadonlySet<string> = new Set([
  ...commands.map((each) => each.command),
  ...["paylink", "start", "again", "archive", "edit", "status", "accounts", "confirm"],
]);

const scopes = [
  { scope: { type: "all_private_chats" }, isShared: false },
  { scope: { type: "all_group_chats" }, isShared: true },
  { scope: { type: "all_chat_administrators" }, isShared: true },
] as const;

/** Registers the command menus: in private chats, groups, and for their administrators; in each language and without one. */
export async function registerMenus(api: BotApi, signal: AbortSignal): Promise<void> {
  for (const { scope, isShared } of scopes) {
    for (const language of [undefined, "zh"] as const) {
      const offered = commands.filter((each) => each.isShared || !isShared);
      const says = offered.map(({ command, says }) => ({ command, description: says[language ?? "en"] }));
      await api.attempt({
        method: "setMyCommands",
        params: { commands: says, scope, ...(language !== undefined && { language_code: language }) },
        effect: "repeatable",
        signal,
      });
    }
  }
}
