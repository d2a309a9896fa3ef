import type { KeyObject } from "node:crypto";
import type { z } from "zod";
import { NotFoundError, ProviderError } from "../../../src/model/errors.ts";
import type { Clock, Logger } from "../../../src/ports/runtime.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { type Effect, type HttpAnswer, type HttpClient, readJson, readShape } from "../../shared/http-client.ts";
import type { Redactor } from "../../shared/redact.ts";
import { isNotFound, toErrorKind } from "./mapping.ts";
import { isSigned, signBody } from "./sign.ts";
import {
  type CreateWire,
  createdLinkSchema,
  envelopeSchema,
  type LinkWire,
  linkSchema,
  type OrderWire,
  orderSchema,
} from "./wire.ts";

/** PayerMax's calls, one function each. */
export interface PayermaxClient {
  createPaybylink(data: CreateWire): Promise<LinkWire>;
  /** @throws NotFoundError when PayerMax says there is no such link. */
  queryPaybylink(merchantLinkId: string): Promise<LinkWire>;
  /** @throws NotFoundError likewise. */
  expirePaybylink(merchantLinkId: string): Promise<LinkWire>;
  /** What became of one payment; `outTradeNo` is PayerMax's. */
  orderQuery(outTradeNo: string): Promise<OrderWire>;
}

interface ClientSettings {
  readonly http: HttpClient;
  readonly appId: string;
  readonly merchantNo: string;
  readonly privateKey: KeyObject;
  readonly publicKeys: readonly KeyObject[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly redact: Redactor;
}

interface Call<Schema extends z.ZodType> {
  readonly operation: string;
  readonly version: string;
  readonly effect: Effect;
  readonly data: object;
  readonly schema: Schema;
}

const clockHint = "requestTime is more than two minutes off: check this machine's clock";

/** Signs, sends, checks the answer's signature and reads it. Source: PayerMax docs, PayByLink; Signature rules. */
export function createPayermaxClient(settings: ClientSettings): PayermaxClient {
  const { http, clock, logger, redact } = settings;

  // Built and signed for each attempt: PayerMax takes a requestTime of the last two minutes only.
  function build<Schema extends z.ZodType>({ operation, version, data }: Call<Schema>) {
    const requestTime = clock.now().toISOString().replace("Z", "+00:00");
    const { appId, merchantNo } = settings;
    const body = JSON.stringify({ version, keyVersion: "1", requestTime, appId, merchantNo, data });
    const headers = { "content-type": "application/json", sign: signBody(body, settings.privateKey) };
    return { method: "POST" as const, path: `/${operation}`, headers, body };
  }

  function fail(call: { operation: string; effect: Effect }, code: string, message: string): Error {
    const vendorMessage = code === "REQ_TIME_OVER_TIME" ? clockHint : redact(message);
    const kind = toErrorKind(code, call.effect === "create");
    const details = { provider: "payermax", operation: call.operation, kind, vendorCode: code, vendorMessage };
    const error = new ProviderError(details);
    if (call.effect === "create" || kind !== "rejected" || !isNotFound(code, message)) return error;
    return new NotFoundError("PayerMax does not know this link", error);
  }

  function verify(operation: string, answer: HttpAnswer): void {
    const signature = answer.headers.sign ?? "";
    if (isSigned(answer.bytes, signature, settings.publicKeys)) return;
    const cause = new Error("the answer's signature does not hold: check PAYERMAX_PUBLIC_KEY");
    throw new ProviderError({ provider: "payermax", operation, kind: "invalid-answer", cause });
  }

  async function call<Schema extends z.ZodType>(request: Call<Schema>): Promise<z.output<Schema>> {
    const { operation, effect } = request;
    for (let isFirst = true; ; isFirst = false) {
      const answer = await http.send({ operation, effect, build: () => build(request) });
      const { code, msg, data } = readJson("payermax", operation, answer.text, envelopeSchema, parseExactJson);
      if (code === "APPLY_SUCCESS") {
        verify(operation, answer);
        return readShape("payermax", operation, data, request.schema);
      }
      // The time was refused, so nothing was done: once more with a new one.
      if (code === "REQ_TIME_OVER_TIME" && isFirst) continue;
      if (code === "REQ_TIME_OVER_TIME") logger.warn(clockHint, { provider: "payermax" });
      throw fail(request, code, msg ?? "");
    }
  }

  return {
    createPaybylink: (data) =>
      call({ operation: "createPaybylink", version: "1.1", effect: "create", data, schema: createdLinkSchema }),
    async queryPaybylink(merchantLinkId) {
      const operation = "queryPaybylink";
      const found = await call({
        operation,
        version: "1.1",
        effect: "none",
        data: { merchantLinkId },
        schema: linkSchema.nullish(),
      });
      if (!found) throw new NotFoundError("PayerMax does not know this link");
      return found;
    },
    expirePaybylink: (merchantLinkId) =>
      call({
        operation: "expirePaybylink",
        version: "1.1",
        effect: "same",
        data: { merchantLinkId },
        schema: linkSchema,
      }),
    orderQuery: (outTradeNo) =>
      call({ operation: "orderQuery", version: "1.4", effect: "none", data: { outTradeNo }, schema: orderSchema }),
  };
}
