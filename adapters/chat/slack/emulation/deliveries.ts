import type { EmulatedAnswer, EmulatedDelivery } from "../../../shared/chat-emulator.ts";
import { eventEnvelope } from "./payloads.ts";
import { signRequest } from "./signing.ts";
import type { Json, SlackWorld } from "./world.ts";

type Headers = Readonly<Record<string, string>>;

const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

/** How Slack reaches the bot. */
export interface Deliveries {
  /** Sends a body with exactly these headers. */
  send(body: string, headers: Headers): Promise<EmulatedAnswer>;
  /** The proof for a body, made at that time. */
  sign(body: string, at?: number): Headers;
  /** Form fields, signed. @param said what of the answer its person reads. */
  submitFields(fields: Headers, said?: (text: string) => string): Promise<EmulatedDelivery>;
  /** An interaction. */
  interact(payload: Json, said?: (text: string) => string): Promise<EmulatedDelivery>;
  /** An event; it is delivered again with Slack's retry headers. */
  happen(event: Json): Promise<EmulatedDelivery>;
}

/** Signs and posts to the bot's one address. */
export function createDeliveries(world: SlackWorld, secret: string, botUrl: () => string): Deliveries {
  const sign = (body: string, at = world.now()) => signRequest(secret, Math.floor(at / 1000), body);

  async function send(body: string, headers: Headers): Promise<EmulatedAnswer> {
    const answer = await fetch(`${botUrl()}/slack/events`, { method: "POST", headers, body });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), said: await answer.text() };
  }

  async function deliver(
    body: string,
    type: Headers,
    how: { readonly retry?: Headers; readonly said?: ((text: string) => string) | undefined },
  ): Promise<EmulatedDelivery> {
    const read = how.said ?? (() => "");
    const told = (answer: EmulatedAnswer) => ({ ...answer, said: read(answer.said) });
    const headers = { ...sign(body), ...type };
    return {
      answer: told(await send(body, headers)),
      redeliver: async () => told(await send(body, { ...sign(body), ...type, ...how.retry })),
      replay: async () => told(await send(body, headers)),
    };
  }

  return {
    send,
    sign,
    submitFields: (fields, said) => deliver(new URLSearchParams(fields).toString(), form, { said }),
    interact: (payload, said) =>
      deliver(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), form, { said }),
    happen: (event) =>
      deliver(JSON.stringify(eventEnvelope(world, event)), json, {
        retry: { "x-slack-retry-num": "1", "x-slack-retry-reason": "http_timeout" },
      }),
  };
}
