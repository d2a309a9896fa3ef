import type { Json } from "./world.ts";

/** A message's blocks as people see them. */
export interface Shown {
  readonly text: string;
  readonly links: readonly string[];
  readonly buttons: readonly ShownButton[];
  /** Files shown inside. */
  readonly files: readonly string[];
  /** User ids, and `everyone`. */
  readonly notified: readonly string[];
}

/** A button with all that a press of it reports. */
export interface ShownButton {
  readonly label: string;
  readonly url?: string;
  readonly element: Json;
  readonly blockId: string;
}

interface Seen {
  readonly lines: string[];
  readonly links: string[];
  readonly buttons: ShownButton[];
  readonly files: string[];
  readonly notified: string[];
}

/** With blocks, the text is only for notifications; without, it is the message. */
export function show(text: string, blocks: readonly Json[]): Shown {
  const seen: Seen = { lines: [], links: [], buttons: [], files: [], notified: [] };
  if (blocks.length === 0) seen.lines.push(readMarkup(text, seen));
  else readMarkup(text, { ...seen, lines: [], links: [] });
  for (const [at, block] of blocks.entries()) readBlock(block, String(block.block_id ?? `b${at}`), seen);
  const { links, buttons, files } = seen;
  return { text: seen.lines.join("\n"), links, buttons, files, notified: [...new Set(seen.notified)] };
}

function readBlock(block: Json, blockId: string, seen: Seen): void {
  const texts = [block.text, ...listOf(block.fields), ...(block.type === "context" ? listOf(block.elements) : [])];
  for (const each of texts) if (each !== undefined) seen.lines.push(readText(each as Json, seen));
  const elements = [block.accessory, ...(block.type === "actions" ? listOf(block.elements) : [])];
  for (const each of elements) {
    const element = each as Json | undefined;
    if (element?.type !== "button") continue;
    const label = readText(element.text as Json, seen);
    const url = typeof element.url === "string" ? { url: element.url } : {};
    seen.buttons.push({ label, ...url, element, blockId });
    if (url.url !== undefined) seen.links.push(url.url);
  }
  if (block.type === "image") {
    const { id } = (block.slack_file ?? {}) as Json;
    if (typeof id === "string") seen.files.push(id);
  }
}

function readText(object: Json, seen: Seen): string {
  const text = String(object.text);
  if (object.type === "mrkdwn") return readMarkup(text, seen);
  return object.emoji === false ? text : text.replaceAll(/:[a-z_]+:/g, "□");
}

/** Source: Slack docs, Formatting text for app surfaces. What stands in angle brackets is never formatted. */
function readMarkup(text: string, seen: Seen): string {
  const parts = text.split(/(<[^<>]*>)/);
  return parts.map((part, at) => (at % 2 === 1 ? readReference(part.slice(1, -1), seen) : readWords(part))).join("");
}

function readWords(text: string): string {
  return text
    .replaceAll(/(^|[\s(])([*_~`])(?=\S)([^\n]*?\S)\2(?=$|[\s).,!?])/g, "$1$3")
    .replaceAll(/(^|\n)&gt; ?/g, "$1")
    .replaceAll(/:[a-z_]+:/g, "□")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function readReference(inside: string, seen: Seen): string {
  const [target = "", label] = inside.split("|", 2);
  if (target.startsWith("@")) {
    seen.notified.push(target.slice(1));
    return label ?? target;
  }
  if (/^!(channel|here|everyone)/.test(target)) {
    seen.notified.push("everyone");
    return `@${target.slice(1)}`;
  }
  if (target.startsWith("!date^")) return label ?? "";
  if (target.startsWith("!subteam")) {
    seen.notified.push("everyone");
    return label ?? "";
  }
  if (target.startsWith("#")) return label ?? target;
  const url = target.replaceAll("&amp;", "&");
  seen.links.push(url);
  return label ?? url;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
