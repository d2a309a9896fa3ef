import { describe, expect, it } from "vitest";
import { answerNotice, cardNotice, changeNotice, noticedAt, paidNotice } from "../../test/support/notice-samples.ts";
import type { Notice } from "../model/notice.ts";
import * as together from "./tell-together.ts";

const times = (count: number, make: () => Notice) => Array.from({ length: count }, make);
const mergeCrowd = (notices: readonly Notice[]) => together.mergeCrowd(notices, noticedAt);
const ids = (notices: readonly Notice[]) => notices.map(({ id }) => id);

describe("a crowd of notices", () => {
  it("keeps one card of each link", () => {
    const [a, b] = [times(40, () => cardNotice("A")), times(40, () => cardNotice("B"))];

    expect(mergeCrowd([...a, ...b])).toEqual({ merged: ids([...a.slice(1), ...b.slice(1)]), amended: [] });
  });

  it("says in the first notice what many payments of a link say", () => {
    const payments = times(60, () => paidNotice("A", 250n));

    expect(mergeCrowd(payments)).toMatchObject({
      merged: ids(payments.slice(1)),
      amended: [{ id: payments[0]?.id, body: { linkId: "A", change: { count: 60, amount: { minor: 15_000n } } } }],
    });
  });

  it("keeps payments and their arrival at the merchant apart", () => {
    const both = times(40, () => paidNotice("A", 250n)).flatMap((paid) => [
      paid,
      changeNotice("A", { kind: "settled" }),
    ]);

    expect(mergeCrowd(both)?.amended.map(({ body }) => body)).toMatchObject([
      { change: { kind: "paid", count: 40 } },
      { change: { kind: "settled", count: 40 } },
    ]);
  });

  it("keeps apart what may be told now and what must wait", () => {
    const notBefore = new Date(noticedAt.getTime() + 60_000);
    const payments = times(40, () => paidNotice("A", 250n)).flatMap((paid) => [
      paid,
      paidNotice("A", 50n, { notBefore }),
    ]);

    expect(mergeCrowd(payments)?.amended).toMatchObject([
      { id: payments[0]?.id, body: { change: { count: 40, amount: { minor: 10_000n } } } },
      { id: payments[1]?.id, body: { change: { count: 40, amount: { minor: 2_000n } } } },
    ]);
  });

  it("is left as it is where something else happened to the link between its payments", () => {
    const payments = times(60, () => paidNotice("A", 250n));

    expect(mergeCrowd([...payments, changeNotice("A", { kind: "disabled" })])).toBeUndefined();
    const tried = changeNotice("A", { kind: "refunded" }, { attempts: 1 });
    expect(mergeCrowd([...payments, tried, ...times(60, () => paidNotice("A", 250n))])).toBeUndefined();
  });

  it("is left as it is where it saves little", () => {
    expect(mergeCrowd(times(10, () => cardNotice("A")))).toBeUndefined();
    expect(mergeCrowd(Array.from({ length: 100 }, (_, at) => cardNotice(`L${at}`)))).toBeUndefined();
  });

  it("holds nothing that may have been said already, and no answer", () => {
    const doubtful = times(60, () => paidNotice("A", 250n, { state: "sending", attempts: 1 }));
    const tried = times(60, () => cardNotice("A", { attempts: 1 }));

    expect(mergeCrowd([...doubtful, ...tried, ...times(60, answerNotice)])).toBeUndefined();
  });
});
