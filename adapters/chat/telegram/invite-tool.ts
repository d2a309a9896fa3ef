import type { PlatformToolContext } from "../../../src/ports/chat-platform.ts";
import { createAccess, listMembers, recordKinds } from "./access.ts";
import { createBotApi } from "./client.ts";
import type { TelegramConfig } from "./config.ts";
import { createInvitation, readInvitee } from "./invitation.ts";
import { meSchema } from "./wire.ts";

type ToolContext = PlatformToolContext<TelegramConfig>;

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const uncounted = { count() {}, observe() {} };

/** `npx paylink invite`: prints a way in, or who is in, or puts somebody out. */
export const inviteTool = {
  help: "invite [@name or id]: a Telegram invitation link; invite --list: who came so; invite --remove <@name or id>",
  async run(context: ToolContext): Promise<string> {
    const [first, second] = context.args;
    if (first === "--list") return listText(context);
    if (first === "--remove") return remove(context, second);
    return invite(context, first);
  },
};

async function invite(context: ToolContext, invitee: string | undefined): Promise<string> {
  const { config, records, clock, ids } = context;
  const onlyFor = invitee === undefined ? undefined : readInvitee(invitee);
  if (invitee !== undefined && onlyFor === undefined) return `${invitee} is no @name and no id. Try: invite @ann_smith`;
  const admitted = await createAccess(config, records, clock).admitted();
  if (onlyFor === undefined && admitted.length === 0) {
    return "Nobody is admitted yet who could approve a newcomer. Name the person: invite @ann_smith";
  }
  const api = await createBotApi({ config, clock, logger: silent, metrics: uncounted });
  const me = meSchema.parse(await api.call({ method: "getMe", params: {}, effect: "repeatable" }));
  const code = await createInvitation({ records, clock, ids }, onlyFor);
  const whose =
    onlyFor === undefined
      ? "Whoever opens it first must be approved by an admitted person."
      : `Only ${onlyFor} can use it.`;
  return `https://t.me/${me.username}?start=${code}\n${whose} It dies after use, or in an hour.`;
}

async function listText({ records, clock }: ToolContext): Promise<string> {
  const members = await listMembers(records, clock.now());
  if (members.length === 0) return "Nobody came by an invitation.";
  return members
    .map(
      ({ key, value }) =>
        `${key}\t${value.username === undefined ? "" : `@${value.username}`}\t${value.name}\t${value.at}`,
    )
    .join("\n");
}

async function remove({ records, clock }: ToolContext, whom: string | undefined): Promise<string> {
  const wanted = readInvitee(whom ?? "");
  const members = await listMembers(records, clock.now());
  const found = members.find(({ key, value }) => key === wanted || `@${value.username?.toLowerCase()}` === wanted);
  if (found === undefined) return `No such person came by an invitation. Try: invite --list`;
  await records.writeRecord({ kind: recordKinds.member, key: found.key, value: undefined });
  return `${found.value.name} (${found.key}) may not use the bot any more.`;
}
