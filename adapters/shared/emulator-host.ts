import type { EmulatorSettings, RunningEmulators } from "../../src/ports/emulator.ts";
import type { HttpDelivery, HttpReply } from "../../src/ports/runtime.ts";
import { escapeHtml } from "./checkout-page.ts";
import {
  type Emulator,
  type EmulatorModule,
  type EmulatorReply,
  type Fault,
  listen,
  type WebhookManner,
} from "./emulator.ts";

/**
 * Serves emulators behind one port. `/<id>/...` is the vendor; `/_control/<id>/...` moves it:
 * `POST fault {fault, operation?, times?, ms?}`, `POST webhooks {manner}`, `POST pay {ref, amount?, isInFlight?}`, `POST clear`,
 * `GET links`, `GET reports`.
 */
export async function startEmulators(
  modules: readonly EmulatorModule[],
  settings: EmulatorSettings,
): Promise<RunningEmulators> {
  const emulators = new Map<string, Emulator>();
  const server = await listen((request) => route(emulators, request), settings.port);
  for (const module of modules) {
    const emulator = module.create({
      baseUrl: `${server.origin}/${module.id}`,
      clock: settings.clock,
      webhookUrl: () => {
        const botUrl = settings.botUrl();
        return botUrl === undefined ? undefined : `${botUrl}/webhooks/${module.id}`;
      },
    });
    emulators.set(module.id, emulator);
  }
  return {
    origin: server.origin,
    env: Object.assign({}, ...[...emulators.values()].map((emulator) => emulator.env)) as Record<string, string>,
    ids: [...emulators.keys()],
    async close() {
      for (const emulator of emulators.values()) emulator.reports.stop();
      await server.close();
    },
  };
}

async function route(emulators: ReadonlyMap<string, Emulator>, request: HttpDelivery): Promise<EmulatorReply> {
  const [, first = "", ...rest] = request.path.split("/");
  if (first === "") return indexPage(emulators);
  if (first === "_control") return control(emulators.get(rest[0] ?? ""), rest[1] ?? "", request);
  const emulator = emulators.get(first);
  return emulator === undefined
    ? json(404, { error: "no such emulator" })
    : emulator.handle({ ...request, path: `/${rest.join("/")}` });
}

async function control(emulator: Emulator | undefined, verb: string, request: HttpDelivery): Promise<HttpReply> {
  if (emulator === undefined) return json(404, { error: "no such emulator" });
  if (verb === "links") return json(200, emulator.links());
  if (verb === "reports") return json(200, emulator.reports.attempts);
  const body = JSON.parse(Buffer.from(request.body).toString("utf8") || "{}") as Record<string, unknown>;
  switch (verb) {
    case "fault":
      emulator.faults.plan(body.fault as Fault, body as { operation?: string; times?: number; ms?: number });
      return json(200, { planned: body.fault });
    case "webhooks":
      emulator.faults.webhooks = body.manner as WebhookManner;
      return json(200, { webhooks: body.manner });
    case "clear":
      emulator.faults.clear();
      return json(200, {});
    case "pay":
      await emulator.pay(String(body.ref), {
        ...(typeof body.amount === "string" && { amount: body.amount }),
        isInFlight: body.isInFlight === true,
      });
      return json(200, { paid: body.ref });
    default:
      return json(404, { error: "no such control" });
  }
}

function indexPage(emulators: ReadonlyMap<string, Emulator>): HttpReply {
  const rows = [...emulators].flatMap(([id, emulator]) =>
    emulator
      .links()
      .map(
        (link) =>
          `<li><a href="${escapeHtml(link.url)}">${escapeHtml(`${id} ${link.ref}: ${link.amount} ${link.currency}, ${link.state}, paid ${link.paidCount}×`)}</a></li>`,
      ),
  );
  const list = rows.length === 0 ? "<p>No links yet.</p>" : `<ul>${rows.join("")}</ul>`;
  const body = `<!doctype html><meta charset="utf-8"><title>Emulators</title><h1>Payment provider emulators</h1><p>${[...emulators.keys()].map(escapeHtml).join(", ")}</p>${list}`;
  return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body };
}

function json(status: number, value: unknown): HttpReply {
  return { status, body: JSON.stringify(value) };
}
