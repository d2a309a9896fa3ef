import { z } from "zod";
import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { type Effect, type HttpClient, readJson, readShape } from "../../shared/http-client.ts";
import type { Redactor } from "../../shared/redact.ts";
import { notFoundCode, successCode, toErrorKind } from "./errors.ts";
import { type Fields, signFields } from "./sign.ts";
import {
  type AddedWire,
  type AddWire,
  addedSchema,
  envelopeSchema,
  type ListWire,
  type PageWire,
  pageSchema,
  type UpdateStatusWire,
} from "./wire.ts";

/** Onerway's calls, one function each. */
export interface OnerwayClient {
  add(request: AddWire): Promise<AddedWire>;
  list(request: ListWire): Promise<PageWire>;
  /** @throws NotFoundError when Onerway does not know the id. */
  updateStatus(request: UpdateStatusWire): Promise<void>;
}

interface ClientSettings {
  readonly http: HttpClient;
  readonly merchantNo: string;
  readonly secret: string;
  readonly redact: Redactor;
}

interface Call<Schema extends z.ZodType> {
  readonly operation: "add" | "list" | "updateStatus";
  readonly effect: Effect;
  readonly request: Fields;
  readonly data: Schema;
}

/** Signs, sends, and tells success from refusal. Source: Onerway docs, Payment Link; Sign. */
export function createOnerwayClient({ http, merchantNo, secret, redact }: ClientSettings): OnerwayClient {
  // Every field of these calls is signed but the signature itself.
  function build({ operation, request }: Pick<Call<z.ZodType>, "operation" | "request">) {
    const fields = { merchantNo, ...request };
    const body = JSON.stringify({ ...fields, sign: signFields(fields, secret) });
    // A character set behind the type is refused by some versions of the interface.
    const headers = { "content-type": "application/json" };
    return { method: "POST" as const, path: `/v1/txn/paymentLink/${operation}`, headers, body };
  }

  async function call<Schema extends z.ZodType>(call: Call<Schema>): Promise<z.output<Schema>> {
    const { operation, effect } = call;
    const answer = await http.send({ operation, effect, build: () => build(call) });
    const envelope = readJson("onerway", operation, answer.text, envelopeSchema, parseExactJson);
    if (envelope.respCode !== successCode) throw failure(call, envelope.respCode, envelope.respMsg ?? "");
    return readShape("onerway", operation, envelope.data, call.data);
  }

  function failure(
    { operation, effect }: Pick<Call<z.ZodType>, "operation" | "effect">,
    code: string,
    message: string,
  ) {
    const kind = toErrorKind(code, effect === "create");
    const vendorMessage = redact(kind === "unauthorised" ? `${message}; ${whatToCheck}` : message);
    const error = new ProviderError({ provider: "onerway", operation, kind, vendorCode: code, vendorMessage });
    return code === notFoundCode ? new NotFoundError("Onerway does not know this link", error) : error;
  }

  return {
    add: (request) => call({ operation: "add", effect: "create", request, data: addedSchema }),
    list: (request) => call({ operation: "list", effect: "none", request, data: pageSchema }),
    async updateStatus(request) {
      await call({ operation: "updateStatus", effect: "same", request, data: z.unknown() });
    },
  };
}

const whatToCheck = "check ONERWAY_MERCHANT_NO, ONERWAY_SECRET_KEY and that Onerway allows this machine's address";
