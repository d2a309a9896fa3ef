import { z } from "zod";
import { ProviderError } from "../../../src/model/errors.ts";
import { parseExactJson } from "../../shared/exact-json.ts";
import { type Effect, type HttpClient, readJson, readShape } from "../../shared/http-client.ts";
import type { Redactor } from "../../shared/redact.ts";
import { toErrorKind } from "./mapping.ts";
import { type ContentReading, signContent } from "./sign.ts";
import {
  type AccountRowWire,
  type AppliedWire,
  type ApplyWire,
  accountRowSchema,
  appliedSchema,
  type CancelledWire,
  cancelledSchema,
  openEnvelope,
  type StatusRowWire,
  statusRowSchema,
} from "./wire.ts";

/** QLink's calls, one function each. */
export interface QlinkClient {
  queryPayAccount(payAccount: string): Promise<readonly AccountRowWire[]>;
  apply(order: ApplyWire): Promise<AppliedWire>;
  getPayStatus(tradeUuidList: readonly string[]): Promise<readonly StatusRowWire[]>;
  /** Only asks; the status shows when it is done. */
  cancel(tradeUuid: string): Promise<CancelledWire>;
}

interface ClientSettings {
  readonly http: HttpClient;
  readonly appKey: string;
  readonly secret: string;
  readonly reading: ContentReading;
  readonly redact: Redactor;
}

interface Call<Schema extends z.ZodType> {
  readonly operation: string;
  readonly effect: Effect;
  readonly content: object;
  readonly schema: Schema;
}

/** Signs, sends, opens the envelope and reads. Source: QLink payment standard, 2 to 6. */
export function createQlinkClient({ http, appKey, secret, reading, redact }: ClientSettings): QlinkClient {
  function refuse(operation: string, code: string, message: string): ProviderError {
    const kind = toErrorKind(code, message);
    const details = { provider: "qlink", operation, kind, vendorMessage: redact(message) };
    return new ProviderError(code === "" ? details : { ...details, vendorCode: redact(code) });
  }

  async function call<Schema extends z.ZodType>(request: Call<Schema>): Promise<z.output<Schema>> {
    const { operation, effect } = request;
    const body = JSON.stringify(request.content);
    const sign = signContent({ appKey, content: body, reading }, secret);
    const headers = { "content-type": "application/json", appKey, sign };
    const build = () => ({ method: "POST" as const, path: `/${operation}`, headers, body });
    const { text } = await http.send({ operation, effect, build });
    const opened = openEnvelope(readJson("qlink", operation, text, z.unknown(), parseExactJson));
    if (!opened.ok) throw refuse(operation, opened.code, opened.message);
    return readShape("qlink", operation, opened.payload, request.schema);
  }

  return {
    queryPayAccount: (payAccount) =>
      call({
        operation: "queryPayAccount",
        effect: "none",
        content: { payAccount },
        schema: z.array(accountRowSchema),
      }),
    apply: (order) => call({ operation: "apply", effect: "create", content: order, schema: appliedSchema }),
    getPayStatus: (tradeUuidList) =>
      call({ operation: "getPayStatus", effect: "none", content: { tradeUuidList }, schema: z.array(statusRowSchema) }),
    async cancel(tradeUuid) {
      const answer = await call({
        operation: "cancel",
        effect: "same",
        content: { tradeUuid },
        schema: cancelledSchema,
      });
      if (answer.errorCode) throw refuse("cancel", answer.errorCode, "");
      return answer;
    },
  };
}
