import type { EmulatorReply } from "../../../shared/emulator.ts";
import type { Json, SlackWorld } from "./world.ts";

/** Takes an answer through a response URL: a new message, for one person unless it says otherwise, or a changed one. */
export function takeResponse(world: SlackWorld, path: string, body: Uint8Array): EmulatorReply {
  const target = world.useResponse(path.slice("/respond/".length));
  if (typeof target === "string") return { status: 404, body: target };
  const content = JSON.parse(Buffer.from(body).toString("utf8")) as Json;
  const [text, blocks] = [String(content.text ?? ""), (content.blocks ?? []) as Json[]];
  const original = target.message === undefined ? undefined : world.findMessage(target.channel, target.message);
  if (content.replace_original === true && original !== undefined) {
    Object.assign(original, { text, blocks, edits: original.edits + 1 });
    return { status: 200, body: "ok" };
  }
  const isOpen = content.response_type === "in_channel";
  world.addMessage({
    channel: target.channel,
    text,
    blocks,
    isBroadcast: false,
    ...(!isOpen && { onlyFor: target.user }),
  });
  return { status: 200, body: "ok" };
}
