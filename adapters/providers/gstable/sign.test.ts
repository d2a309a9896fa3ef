import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { delivery } from "../../../test/support/gstable-harness.ts";
import vector from "./fixtures/webhook-signature.json" with { type: "json" };
import { readNotification } from "./webhook.ts";

const vectorTime = new Date(Number(vector.timestamp) * 1000);

const signed = (timestamp: string, encoding: "hex" | "base64" = "hex") =>
  createHmac("sha256", vector.key).update(`${timestamp}:${vector.body}`).digest(encoding);

describe("GStable webhook signature", () => {
  it.each(["hex", "base64"] as const)("accepts the known vector in %s", (encoding) => {
    const notification = readNotification(
      delivery(vector.body, vector.timestamp, vector[encoding]),
      [vector.key],
      vectorTime,
    );

    expect(notification).toEqual({ key: "evt_test_0001", subject: { kind: "session", sessionId: "sess_test_0001" } });
  });

  it("accepts the old key beside the new one", () => {
    const keys = ["wkk_new", vector.key];

    expect(readNotification(delivery(vector.body, vector.timestamp, vector.hex), keys, vectorTime).key).toBe(
      "evt_test_0001",
    );
  });

  it("counts a long timestamp in milliseconds", () => {
    const timestamp = `${vector.timestamp}000`;

    expect(readNotification(delivery(vector.body, timestamp, signed(timestamp)), [vector.key], vectorTime).key).toBe(
      "evt_test_0001",
    );
  });

  it.each([
    [
      "a dot instead of the colon",
      createHmac("sha256", vector.key).update(`${vector.timestamp}.${vector.body}`).digest("hex"),
    ],
    ["another key", createHmac("sha256", "wkk_other").update(`${vector.timestamp}:${vector.body}`).digest("hex")],
    ["nonsense", "00"],
  ])("refuses %s as a false signature", (_what, signature) => {
    expect(() =>
      readNotification(delivery(vector.body, vector.timestamp, signature), [vector.key], vectorTime),
    ).toThrow(expect.objectContaining({ problem: "signature" }));
  });

  it.each([-301_000, 301_000])("refuses a report that is %i ms off as one of the clock", (offMs) => {
    const now = new Date(vectorTime.getTime() + offMs);

    expect(() => readNotification(delivery(vector.body, vector.timestamp, vector.hex), [vector.key], now)).toThrow(
      expect.objectContaining({ problem: "timestamp" }),
    );
  });
});
