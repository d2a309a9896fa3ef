import type { EmulatedMessage } from "../../../shared/chat-emulator.ts";
import { show } from "./showing.ts";
import type { SlackMessage, SlackWorld } from "./world.ts";

/** A message as people see it. */
export function seen(world: SlackWorld, message: SlackMessage): EmulatedMessage {
  const { ts, channel, thread, onlyFor, edits, isBroadcast, file } = message;
  const { text, links, buttons, files, notified } = show(message.text, message.blocks);
  const image = world.files.get(file ?? files[0] ?? "")?.bytes;
  return {
    id: ts,
    place: channel,
    text,
    links,
    buttons: buttons.map(({ label, url }) => ({ label, ...(url !== undefined && { url }) })),
    notified,
    edits,
    isLoud: onlyFor === undefined && (thread === undefined || isBroadcast),
    ...(image !== undefined && { image }),
    ...(thread !== undefined && { inReplyTo: thread }),
    ...(onlyFor !== undefined && { onlyFor }),
  };
}
