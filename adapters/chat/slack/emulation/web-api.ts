import type { HttpDelivery } from "../../../../src/ports/runtime.ts";
import type { EmulatorReply } from "../../../shared/emulator.ts";
import { type Call, methods, Refusal, type TokenBook } from "./web-methods.ts";
import type { Json, SlackWorld } from "./world.ts";

/** Source: Slack docs, each method's page. */
const scopesNeeded: Readonly<Record<string, string>> = {
  "chat.postMessage": "chat:write",
  "chat.postEphemeral": "chat:write",
  "chat.update": "chat:write",
  "conversations.open": "im:write",
  "files.completeUploadExternal": "files:write",
  "files.getUploadURLExternal": "files:write",
  "files.info": "files:read",
  "users.info": "users:read",
};

/** Answers one Web API call. */
export function answerCall(request: HttpDelivery, parts: Omit<Call, "content">): EmulatorReply {
  const name = request.path.slice("/api/".length);
  const content = readContent(request);
  try {
    const method = methods[name];
    if (method === undefined) throw new Refusal("unknown_method");
    if (name !== "oauth.v2.access") authorise(name, request, parts.tokens);
    return reply({ ok: true, ...method({ ...parts, content }) });
  } catch (error) {
    if (error instanceof Refusal) return reply({ ok: false, error: error.code, ...error.details });
    throw error;
  }
}

/** Takes a file's bytes, sent raw or as a form. */
export function takeUpload(request: HttpDelivery, world: SlackWorld): EmulatorReply {
  const file = world.files.get(request.path.slice("/upload/".length));
  if (file === undefined) return { status: 404 };
  if (request.body.byteLength !== file.length) return { status: 400, body: "wrong length" };
  file.bytes = new Uint8Array(request.body);
  return { status: 200, headers: { "content-type": "text/plain" }, body: `OK - ${file.length}` };
}

function authorise(name: string, { headers }: HttpDelivery, tokens: TokenBook): void {
  const token = headers.authorization?.replace("Bearer ", "");
  if (token === undefined) throw new Refusal("not_authed");
  if (!tokens.isGood(token)) throw new Refusal("invalid_auth");
  const needed = scopesNeeded[name];
  if (needed !== undefined && !tokens.scopes.has(needed)) {
    throw new Refusal("missing_scope", { needed, provided: [...tokens.scopes].join(",") });
  }
}

/** Form fields; what looks like JSON is JSON. */
function readContent({ body }: HttpDelivery): Json {
  const fields = Object.fromEntries(new URLSearchParams(Buffer.from(body).toString("utf8")));
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, readValue(name, value)]));
}

function readValue(name: string, value: string): unknown {
  if (value === "true" || value === "false") return value === "true";
  return name === "blocks" || name === "view" || name === "files" ? JSON.parse(value) : value;
}

function reply(content: Json): EmulatorReply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(content) };
}
