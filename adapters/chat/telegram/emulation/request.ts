import type { HttpDelivery } from "../../../../src/ports/runtime.ts";
import { badRequest } from "./refusal.ts";

/** A call's parameters; structures are read from their JSON text when they came in a form. */
export interface CallParams {
  readonly values: Readonly<Record<string, unknown>>;
  /** Uploads by the name of their part. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Source: Telegram Bot API, Making requests: query, form, JSON or multipart. */
export function readParams(request: HttpDelivery): CallParams {
  const type = request.headers["content-type"] ?? "";
  const none = new Map<string, Buffer>();
  const body = Buffer.from(request.body);
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2];
  if (boundary !== undefined) return readMultipart(body, boundary);
  if (type.startsWith("application/json") && body.length > 0)
    return { values: parseObject(body.toString("utf8")), files: none };
  const form = new URLSearchParams(body.toString("utf8"));
  return { values: structured({ ...request.query, ...Object.fromEntries(form) }), files: none };
}

function readMultipart(body: Buffer, boundary: string): CallParams {
  const values: Record<string, string> = {};
  const files = new Map<string, Buffer>();
  const mark = `--${boundary}`;
  let at = body.indexOf(mark);
  while (at !== -1) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    // Two bytes of line break follow the boundary, and two stand before the next.
    readPart(body.subarray(at + mark.length + 2, next - 2), values, files);
    at = next;
  }
  return { values: structured(values), files };
}

function readPart(part: Buffer, values: Record<string, string>, files: Map<string, Buffer>): void {
  const end = part.indexOf("\r\n\r\n");
  const head = part.subarray(0, end).toString("utf8");
  const content = part.subarray(end + 4);
  const name = /name="([^"]*)"/.exec(head)?.[1] ?? "";
  if (/filename="/.test(head)) files.set(name, Buffer.from(content));
  else values[name] = content.toString("utf8");
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return structured(JSON.parse(text) as Record<string, unknown>);
  } catch {
    throw badRequest("can't parse request JSON object");
  }
}

function structured(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readStructure(name, value)]));
}

const structures = new Set([
  "reply_markup",
  "reply_parameters",
  "link_preview_options",
  "media",
  "results",
  "button",
  "commands",
  "scope",
  "allowed_updates",
]);

function readStructure(name: string, value: unknown): unknown {
  if (!structures.has(name) || typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    throw badRequest(`can't parse ${name.replaceAll("_", " ")} JSON object`);
  }
}
