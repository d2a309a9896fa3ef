import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { HttpDelivery, HttpReply, HttpRoute, Logger } from "../ports/runtime.ts";
import { errorReply, textReply } from "./error-reply.ts";
import { maxBodyBytes } from "./intake.ts";

/** What the bot serves. */
export interface RouterSettings {
  readonly routes: readonly HttpRoute[];
  /** Rejects while the bot cannot do its work. */
  readonly ready: () => Promise<void>;
  readonly metricsText: () => Promise<string>;
  readonly metricsType: string;
  /** Metrics and health have a port of their own; this one serves no metrics. */
  readonly hasMetricsPort: boolean;
  readonly logger: Logger;
}

/** The routes of the main port that the intake does not take: pages, health, metrics, and what is not served. */
export function createRouter(settings: RouterSettings): Hono {
  const app = baseRouter(settings);
  addHealth(app, settings);
  if (!settings.hasMetricsPort) addMetrics(app, settings, isLocalCaller);
  for (const route of settings.routes) {
    if (route.method === "GET")
      app.get(route.path, async (context) => toResponse(await route.handle(await toDelivery(context))));
    app.all(route.path, (context) => wrongMethod(context, allowed(settings.routes, route.path)));
  }
  for (const path of ["/webhooks/:provider", "/webhooks/:provider/:account"]) {
    app.all(path, (context) => wrongMethod(context, "POST"));
  }
  return app;
}

/** The routes of the metrics port. */
export function createMetricsRouter(settings: RouterSettings): Hono {
  const app = baseRouter(settings);
  addHealth(app, settings);
  addMetrics(app, settings, () => true);
  return app;
}

function baseRouter(settings: RouterSettings): Hono {
  const app = new Hono();
  app.notFound(() => toResponse(textReply(404, "not found")));
  app.onError((error) => {
    const reply = errorReply(error);
    if (reply.status === 500) settings.logger.error("request failed", { error });
    return toResponse(reply);
  });
  app.use(bodyLimit({ maxSize: maxBodyBytes, onError: () => toResponse(textReply(413, "the body is over 1 MiB")) }));
  return app;
}

function addHealth(app: Hono, settings: RouterSettings): void {
  app.get("/healthz", () => toResponse(textReply(200, "alive")));
  app.get("/readyz", async () => {
    await settings.ready();
    return toResponse(textReply(200, "ready"));
  });
  for (const path of ["/healthz", "/readyz"]) app.all(path, (context) => wrongMethod(context, "GET"));
}

function addMetrics(app: Hono, settings: RouterSettings, mayRead: (context: Context) => boolean): void {
  app.get("/metrics", async (context) => {
    if (!mayRead(context)) return toResponse(textReply(404, "not found"));
    return toResponse({
      status: 200,
      headers: { "content-type": settings.metricsType },
      body: await settings.metricsText(),
    });
  });
  app.all("/metrics", (context) => wrongMethod(context, "GET"));
}

/** A proxy on this machine forwards strangers from loopback: a header says so, or the name they called us by. */
function isLocalCaller(context: Context): boolean {
  const { hostname } = new URL(context.req.url);
  if (!/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return false;
  const address = getConnInfo(context).remote.address ?? "";
  const isForwarded = ["x-forwarded-for", "forwarded", "x-real-ip"].some(
    (name) => context.req.header(name) !== undefined,
  );
  return !isForwarded && /^(127\.|::1$|::ffff:127\.)/.test(address);
}

function wrongMethod(context: Context, allow: string): Response {
  return toResponse(textReply(405, `${context.req.method} is not served here`, { allow }));
}

function allowed(routes: readonly HttpRoute[], path: string): string {
  return [...new Set(routes.filter((route) => route.path === path).map((route) => route.method))].join(", ");
}

async function toDelivery(context: Context): Promise<HttpDelivery> {
  const request = context.req.raw;
  const url = new URL(request.url);
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(request.headers),
    body: new Uint8Array(await request.arrayBuffer()),
  };
}

function toResponse(reply: HttpReply): Response {
  return new Response(reply.body ?? null, {
    status: reply.status,
    ...(reply.headers !== undefined && { headers: reply.headers }),
  });
}
