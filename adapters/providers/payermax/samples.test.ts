import { describe, expect, it } from "vitest";
import type { Reference } from "../../../src/model/payment-link.ts";
import { money, orderOf } from "../../../test/support/payermax-harness.ts";
import createRequest from "./fixtures/create-request.json" with { type: "json" };
import queryAnswer from "./fixtures/query-answer.json" with { type: "json" };
import { successfulAttempts, toCreateWire } from "./mapping.ts";
import { linkSchema } from "./wire.ts";

describe("PayerMax samples", () => {
  it("writes the vendor's create example field by field", () => {
    const { data } = createRequest.body;
    const order = orderOf("40000", "IDR", {
      reference: data.merchantLinkId as Reference,
      description: data.description,
      note: data.linkDescription,
      expiresInSeconds: 86_400,
      options: { language: "en", userid: "98", username: data.userInfo.username },
      items: [
        {
          name: "运动鞋",
          quantity: 2,
          unitPrice: money("20000", "IDR"),
          options: { description: "冬季新款减震跑步运动鞋" },
        },
      ],
    });
    const { contactEmail, logoUrl } = data.merchantInfo;

    const wire = toCreateWire(order, {
      notifyUrl: data.notifyUrl,
      showUrl: "http://example.com/400x400",
      contactEmail,
      logoUrl,
    });

    expect(wire).toEqual(data);
  });

  it("reads the vendor's query example, whose goods are no list", () => {
    const link = linkSchema.parse(queryAnswer.body.data);

    expect(successfulAttempts(link).map((each) => each.outTradeNo)).toEqual(["order2022001"]);
  });
});
