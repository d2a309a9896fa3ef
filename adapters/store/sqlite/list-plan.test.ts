import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import type { LinkListWire } from "../../shared/store-operations.ts";
import { toLinkListWire } from "../../shared/store-to-wire.ts";
import { migrate } from "./migrate.ts";
import { listLinks } from "./operations/link-query.ts";
import { openSession, type Session } from "./session.ts";

const database = new DatabaseSync(":memory:");
migrate(database);

/** How SQLite would walk the tables for a list. */
function plansOf(query: LinkListWire): readonly string[] {
  const session = openSession(database, "w");
  const plans: string[] = [];
  const watched: Session = {
    ...session,
    all<Row>(sql: string, ...values: Parameters<Session["all"]> extends [string, ...infer Rest] ? Rest : never): Row[] {
      const rows = session.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
      plans.push(...rows.map((row) => row.detail));
      return [];
    },
  };
  listLinks(watched, query);
  return plans;
}

const equals = {
  nothing: {},
  maker: { created_by: "u" },
  "maker and conversation": { created_by: "u", conversation: "c" },
  "maker and provider": { created_by: "u", provider: "p" },
  conversation: { conversation: "c" },
  account: { account: "a" },
  provider: { provider: "p" },
  "account and price": { account: "a", price_currency: "USD", price_minor: "1" },
} as const;

describe("a list by", () => {
  test.each(Object.entries(equals))("%s walks the end of one index", (_name, filters) => {
    const after = { created_at: 1, id: "LAAAAA" };
    const plans = plansOf({ ...toLinkListWire({ limit: 10 }), equals: filters, from: 0, to: 5, after });
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) {
      expect(plan).toMatch(/^SEARCH links USING INDEX|^SEARCH links USING COVERING INDEX/);
      for (const column of [...Object.keys(filters), "status"]) expect(plan).toContain(`${column}=?`);
    }
  });

  test("words reads one covering index in order", () => {
    const plans = plansOf(toLinkListWire({ limit: 10, words: "mug", statuses: ["active"] }));
    expect(plans).toEqual(["SCAN links USING COVERING INDEX links_words"]);
  });
});
