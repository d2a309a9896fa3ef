/** The words a command may begin with. */
export type CommandName =
  | "create"
  | "list"
  | "show"
  | "refresh"
  | "again"
  | "disable"
  | "enable"
  | "archive"
  | "edit"
  | "providers"
  | "accounts"
  | "settings"
  | "confirm"
  | "cancel"
  | "help";

const commandWords: Readonly<Record<string, CommandName>> = {
  create: "create",
  new: "create",
  创建: "create",
  新建: "create",
  收款: "create",
  list: "list",
  列表: "list",
  show: "show",
  status: "show",
  查看: "show",
  状态: "show",
  refresh: "refresh",
  刷新: "refresh",
  again: "again",
  重发: "again",
  再来一个: "again",
  disable: "disable",
  停用: "disable",
  enable: "enable",
  启用: "enable",
  archive: "archive",
  归档: "archive",
  edit: "edit",
  修改: "edit",
  providers: "providers",
  渠道: "providers",
  accounts: "accounts",
  账户: "accounts",
  settings: "settings",
  设置: "settings",
  confirm: "confirm",
  yes: "confirm",
  ok: "confirm",
  确认: "confirm",
  确定: "confirm",
  cancel: "cancel",
  取消: "cancel",
  help: "help",
  start: "help",
  帮助: "help",
};

/** Every word a command may begin with. */
export const commandNames: readonly string[] = Object.keys(commandWords);

/** The command a word begins, in any letter case. */
export function findCommand(word: string): CommandName | undefined {
  const wanted = word.toLowerCase();
  return Object.hasOwn(commandWords, wanted) ? commandWords[wanted] : undefined;
}

const product = /^\s*[/／]paylink(?:@\w+)?(?=\s|$)\s*/i;
const botCommand = /^\s*[/／]([a-z]{2,20})(?:@\w+)?(?=\s|$)/i;

/** Takes off a leading `/paylink` and brings `/create@bot` to `create`; leaves other texts alone. */
export function normaliseCommand(text: string): string {
  const rest = text.replace(product, "");
  return rest.replace(botCommand, (whole, name: string) => (findCommand(name) === undefined ? whole : name));
}

/** Whether the text begins with a slash and a word of ours. */
export function isSlashCommand(text: string): boolean {
  const name = botCommand.exec(text)?.[1] ?? "";
  return product.test(text) || findCommand(name) !== undefined;
}
