import type { z } from "zod";
import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { type Effect, type HttpAnswer, type HttpClient, readJson, readShape } from "../../shared/http-client.ts";
import type { Redactor } from "../../shared/redact.ts";
import { notFoundCodes, toErrorKind } from "./mapping.ts";
import {
  type AccountWire,
  accountListSchema,
  doneSchema,
  envelopeSchema,
  type LinkRequestWire,
  type LinkWire,
  linkListSchema,
  linkSchema,
  type ProductRequestWire,
  type ProductWire,
  productListSchema,
  productSchema,
  type SessionWire,
  sessionDetailSchema,
  sessionListSchema,
} from "./wire.ts";

/** One page of a list; pages begin at 1. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total?: number;
}

/** The lists of sessions that hold money. */
export type SessionList = "paid" | "settling" | "settlement/pending" | "completed";

/** GStable's calls, one function each. Those about one link or session throw NotFoundError when it is not there. */
export interface GstableClient {
  createLink(body: LinkRequestWire): Promise<LinkWire>;
  updateLink(body: LinkRequestWire & { readonly linkId: string }): Promise<void>;
  /** Whether GStable says that it is done. */
  disableLink(linkId: string): Promise<boolean>;
  enableLink(linkId: string): Promise<boolean>;
  getLink(linkId: string): Promise<LinkWire>;
  listLinks(page: number, size: number): Promise<Page<LinkWire>>;
  createProduct(body: ProductRequestWire): Promise<ProductWire>;
  listProducts(page: number, size: number): Promise<Page<ProductWire>>;
  listAccounts(): Promise<readonly AccountWire[]>;
  getSession(sessionId: string): Promise<SessionWire>;
  listSessions(list: SessionList, page: number, size: number): Promise<Page<SessionWire>>;
}

interface Request {
  readonly operation: string;
  readonly path: string;
  readonly effect: Effect;
  readonly body?: object;
}

// The vendor's own client reads an envelope from any status; what is not one falls back to the status.
const readable = (status: number): boolean => (status >= 200 && status < 300) || [400, 404, 409, 422].includes(status);

/** Sends, reads the envelope, throws what its code means. Source: GStable docs, Authentication; Errors. */
export function createGstableClient(settings: {
  readonly http: HttpClient;
  readonly apiKey: string;
  readonly redact: Redactor;
}): GstableClient {
  const { http, apiKey, redact } = settings;
  const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json", accept: "application/json" };

  async function call<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
    const { operation, path, effect, body } = request;
    const content =
      body === undefined
        ? { method: "GET" as const, path, headers }
        : { method: "POST" as const, path, headers, body: JSON.stringify(body) };
    const answer = await http.send({ operation, effect, build: () => content, accepts: readable });
    const { code, message, data } = openEnvelope(operation, answer);
    if (code === "0" && answer.status < 300) return readShape("gstable", operation, data, schema);
    throw fail(request, code === "0" ? `HTTP ${answer.status}` : code, message ?? "");
  }

  function openEnvelope(operation: string, answer: HttpAnswer): z.output<typeof envelopeSchema> {
    try {
      return readJson("gstable", operation, answer.text, envelopeSchema, parseExactJson);
    } catch (error) {
      if (answer.status < 300) throw error;
      return { code: "0", message: "" };
    }
  }

  function fail({ operation, effect }: Request, code: string, message: string): Error {
    const kind = toErrorKind(code, effect === "create");
    const error = new ProviderError({
      provider: "gstable",
      operation,
      kind,
      vendorCode: code,
      vendorMessage: redact(message),
    });
    return notFoundCodes.has(code) ? new NotFoundError(`GStable does not know this ${operation}`, error) : error;
  }

  async function page<Item, Schema extends z.ZodType>(
    path: string,
    {
      schema,
      at,
      size,
      items,
    }: { schema: Schema; at: number; size: number; items: (data: z.output<Schema>) => readonly Item[] },
  ): Promise<Page<Item>> {
    const operation = path.slice(1);
    const data = await call({ operation, path: `${path}/${at}/${size}`, effect: "none" }, schema);
    const total = Number((data as { total?: string | null }).total ?? Number.NaN);
    return { items: items(data), ...(Number.isSafeInteger(total) && { total }) };
  }

  const post = (path: string, effect: Effect, body: object): Request => ({
    operation: path.slice(1),
    path,
    effect,
    body,
  });
  const get = (operation: string, id = ""): Request => ({
    operation,
    path: `/${operation}${id === "" ? "" : `/${encodeURIComponent(id)}`}`,
    effect: "none",
  });

  return {
    createLink: (body) => call(post("/payment/link/create", "create", body), linkSchema),
    async updateLink(body) {
      await call(post("/payment/link/update", "same", body), doneSchema);
    },
    disableLink: async (linkId) => (await call(post("/payment/link/disable", "same", { linkId }), doneSchema)).success,
    enableLink: async (linkId) => (await call(post("/payment/link/enable", "same", { linkId }), doneSchema)).success,
    getLink: (linkId) => call(get("payment/link", linkId), linkSchema),
    listLinks: (at, size) =>
      page("/payment/link/list", { schema: linkListSchema, at, size, items: (data) => data.links }),
    createProduct: (body) => call(post("/product/create", "create", body), productSchema),
    listProducts: (at, size) =>
      page("/product/list", { schema: productListSchema, at, size, items: (data) => data.products }),
    listAccounts: () => call(get("account/list"), accountListSchema),
    getSession: (sessionId) => call(get("session", sessionId), sessionDetailSchema),
    listSessions: (list, at, size) =>
      page(`/session/list/${list}`, { schema: sessionListSchema, at, size, items: (data) => data.sessions }),
  };
}
