import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccountId } from "../model/payment-link.ts";
import type { HttpDelivery, HttpReply, HttpRoute, Logger } from "../ports/runtime.ts";
import { busyReply, errorReply, textReply } from "./error-reply.ts";

/** Bodies larger than this are refused. */
export const maxBodyBytes = 1024 * 1024;

/**
 * Requests being worked on at once, and what has come of their bodies, in bytes; more are asked to come again before
 * memory grows. A length that is only declared holds nothing: whoever sends nothing can keep nobody out.
 */
const mostInFlight = 5_000;
const mostHeldBytes = 64 * 1024 * 1024;

interface IntakeSettings {
  readonly routes: readonly HttpRoute[];
  readonly receiveWebhook: (account: AccountId, delivery: HttpDelivery) => Promise<HttpReply>;
  readonly logger: Logger;
}

/** Takes a request that it knows and answers it; false when the request is somebody else's. */
export type Intake = (request: IncomingMessage, response: ServerResponse) => boolean;

const webhookPath = /^\/webhooks\/([^/]+)(?:\/([^/]+))?$/;
const tooLarge = textReply(413, "the body is over 1 MiB", { connection: "close" });
const busy = busyReply(1);

/** Bytes in memory. */
interface Held {
  bytes: number;
}

/**
 * What platforms and providers post, straight from the socket: their signatures are over raw bytes, so nothing is
 * parsed or copied on the way, and a flood costs as little as it can. Everything else is the router's.
 */
export function createIntake(settings: IntakeSettings): Intake {
  const posts = new Map(settings.routes.filter((route) => route.method === "POST").map((route) => [route.path, route]));
  const all: Held = { bytes: 0 };
  let inFlight = 0;

  function handlerOf(path: string): ((delivery: HttpDelivery) => Promise<HttpReply>) | undefined {
    const route = posts.get(path);
    if (route !== undefined) return (delivery) => route.handle(delivery);
    const webhook = webhookPath.exec(path);
    if (webhook === null) return undefined;
    const account = `${webhook[1]}:${webhook[2] ?? "default"}` as AccountId;
    return (delivery) => settings.receiveWebhook(account, delivery);
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    handle: (delivery: HttpDelivery) => Promise<HttpReply>,
  ): Promise<void> {
    const own: Held = { bytes: 0 };
    inFlight += 1;
    try {
      const body = await readBody(request, own, all);
      if ("status" in body) return write(response, body);
      write(response, await handle(toDelivery(request, path, body)));
    } catch (error) {
      const reply = errorReply(error);
      if (reply.status === 500 && !request.destroyed) settings.logger.error("request failed", { path, error });
      write(response, reply);
    } finally {
      inFlight -= 1;
      all.bytes -= own.bytes;
    }
  }

  return (request, response) => {
    if (request.method !== "POST") return false;
    const url = request.url ?? "/";
    const queryAt = url.indexOf("?");
    const path = queryAt === -1 ? url : url.slice(0, queryAt);
    const handle = handlerOf(path);
    if (handle === undefined) return false;
    if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) {
      request.resume();
      write(response, tooLarge);
    } else if (inFlight >= mostInFlight) {
      request.resume();
      write(response, busy);
    } else {
      void serve(request, response, path, handle);
    }
    return true;
  };
}

/** The body's bytes, or what to answer when there are too many, here or in all. @throws Error when the sender went away. */
function readBody(request: IncomingMessage, own: Held, all: Held): Promise<Buffer | HttpReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let isRefused = false;
    const refuse = (reply: HttpReply) => {
      isRefused = true;
      chunks.length = 0;
      resolve(reply);
    };
    request.on("data", (chunk: Buffer) => {
      // What still comes of a refused body is read and forgotten.
      if (isRefused) return;
      own.bytes += chunk.length;
      all.bytes += chunk.length;
      if (own.bytes > maxBodyBytes) refuse(tooLarge);
      else if (all.bytes > mostHeldBytes) refuse({ ...busy, headers: { ...busy.headers, connection: "close" } });
      else chunks.push(chunk);
    });
    request.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    // Whatever ends a request before its body has come also closes it.
    request.on("close", () => {
      if (!request.readableEnded) reject(new Error("the sender went away"));
    });
  });
}

function toDelivery(request: IncomingMessage, path: string, body: Uint8Array): HttpDelivery {
  const url = request.url ?? "/";
  const queryAt = url.indexOf("?");
  return {
    method: request.method ?? "POST",
    path,
    query: queryAt === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(queryAt + 1))),
    // Node joins what may be joined and drops repeated single headers; only set-cookie, which no sender here has, is a list.
    headers: request.headers as Readonly<Record<string, string>>,
    body,
  };
}

function write(response: ServerResponse, reply: HttpReply): void {
  if (response.destroyed || response.headersSent) return;
  const body = reply.body ?? "";
  response.writeHead(reply.status, { ...reply.headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
