import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openProviderDesk, type Person, type ProviderDesk } from "../support/provider-desk.ts";
import { describeProvider, loadProvider } from "../support/provider-harness.ts";
import { reaches } from "../support/provider-reach.ts";
import { readRequest, type SentRequest } from "../support/wire-fields.ts";

describe.each(reaches)("a person reaches, at $id,", ({ id, settings, rows, documented }) => {
  let desk: ProviderDesk;
  let ann: Person;
  const sent: SentRequest[] = [];
  beforeAll(async () => {
    desk = await openProviderDesk(await loadProvider(id), { ...settings, SWEEP_INTERVAL: "0" });
    ann = desk.person();
  });
  afterAll(() => desk.bot.stop());

  async function requestsOf(typed: string): Promise<readonly SentRequest[]> {
    const before = desk.bot.requests(id).length;
    // The same words twice within half a minute would mean the same link.
    await desk.leap(31_000);
    await ann.says(typed);
    const found = desk.bot.requests(id).slice(before).map(readRequest);
    sent.push(...found);
    return found;
  }

  it.each(rows)("with “%s” the call %s and its field %s", async (typed, call, field, value) => {
    const found = (await requestsOf(typed)).filter((each) => each.path.endsWith(call) || each.path.startsWith(call));

    expect(
      found.flatMap((each) => each.fields[field] ?? []),
      ann.told().at(-1),
    ).toContainEqual(value);
  });

  it("every parameter of the document", () => {
    const missing = Object.entries(documented).flatMap(([call, fields]) => {
      const seen = sent.filter((each) => each.path.endsWith(call));
      return fields.split(/\s+/).filter((field) => !seen.some((each) => each.fields[field] !== undefined));
    });

    expect(missing).toEqual([]);
  });

  it("every option the provider offers", async () => {
    const { options } = describeProvider(await loadProvider(id));

    // An existing price must exist first: that one has a test of its own.
    const isTried = (key: string) => key === "price" || rows.some(([typed]) => typed.includes(` ${key}:`));
    expect(options.map(({ key }) => key).filter((key) => !isTried(key))).toEqual([]);
  });
});
