import { describe, expect, it } from "vitest";
import { exact, orderOf, usdt } from "../../../test/support/gstable-harness.ts";
import createAnswer from "./fixtures/link-create-answer.json" with { type: "json" };
import detailAnswer from "./fixtures/link-detail-answer.json" with { type: "json" };
import listAnswer from "./fixtures/link-list-answer.json" with { type: "json" };
import requestExample from "./fixtures/link-request.json" with { type: "json" };
import { readTime, toLinkRequest, toLinkUpdate } from "./mapping.ts";
import { linkListSchema, linkSchema } from "./wire.ts";

describe("GStable samples", () => {
  it("reads items nested twice when created and once when read or listed", () => {
    const created = linkSchema.parse(exact(createAnswer.body.data));
    const read = linkSchema.parse(exact(detailAnswer.body.data));
    const [listed] = linkListSchema.parse(exact(listAnswer.body.data)).links;

    expect([created, read, listed].map((each) => each?.lineItems?.map((item) => item.unitPrice))).toEqual([
      ["1000000"],
      ["10000"],
      ["10000"],
    ]);
  });

  it("writes the vendor's create example, but for the name that carries our reference", () => {
    const { body } = requestExample;
    const order = orderOf("1.00", "USD", {
      options: {
        "success-url": body.successUrl,
        "success-text": body.customSuccessText,
        "disabled-text": body.customDisabledText,
      },
    });
    const own = {
      accountId: body.accountId,
      settlementToken: body.settlementToken,
      productIds: ["prd_TLEGL1FKzZt9hqWu"],
    };

    const wire = JSON.parse(JSON.stringify(toLinkRequest(order, own)));

    expect(wire).toEqual({ ...body, linkName: "Annual membership · L7K2QM-ABCDEFGH" });
  });

  it("sends everything back in an update, and nothing that only an answer has", () => {
    const link = linkSchema.parse(exact(detailAnswer.body.data));

    const wire = JSON.parse(JSON.stringify(toLinkUpdate(link, { "success-text": "Thanks" }, "L7K2QM-ABCDEFGH")));

    expect(wire).toEqual({
      linkId: link.linkId,
      linkType: "fixed",
      linkName: "高级会员购买",
      accountId: "acc_example_merchant_02",
      settlementToken: usdt,
      feeModel: 1,
      lineItems: [{ itemType: "product", productId: "prd_I9OrlrRrXapyFVwbLWhXhA", quantity: 1, unitPrice: 10000 }],
      payerEmailRequired: 0,
      successUrl: "https://example.com/success",
      customSuccessText: "Thanks",
    });
  });

  it("reads the documents' times as UTC", () => {
    expect(readTime("2025-12-24 09:37:58")).toEqual(new Date("2025-12-24T09:37:58Z"));
    expect(readTime("yesterday")).toBeUndefined();
  });
});
