import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Logger } from "../ports/runtime.ts";
import type { Intake } from "./intake.ts";

/** A listening port. */
export interface HttpServer {
  readonly port: number;
  /** Takes no new connection and waits for the requests in hand, at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Slow senders are cut off: headers within 10 s, everything within 20 s. */
const headersTimeoutMs = 10_000;
const requestTimeoutMs = 20_000;

/** Answers one request; `env` carries the connection. */
export type Fetch = (request: Request, env: unknown) => Response | Promise<Response>;

/** Where to listen, and who answers: what the intake does not take goes to `fetch`. Port 0 takes a free one. */
export interface Listening {
  readonly fetch: Fetch;
  readonly intake?: Intake;
  readonly port: number;
  readonly host: string;
  readonly logger: Logger;
}

/** Listens. @throws the system's error when the port is taken. */
export async function listenHttp({ fetch, intake, port, host, logger }: Listening): Promise<HttpServer> {
  const route = getRequestListener(fetch);
  const server = createServer((request, response) => {
    if (!intake?.(request, response)) void route(request, response);
  });
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.keepAliveTimeout = 5_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  // Such as too many open files: the next connection may work again, and the process must live to see it.
  server.on("error", (error) => logger.error("the port is in trouble", { error }));
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}
