import type { Page } from "./client.ts";

/** Documented for products; taken to hold for the other lists. Source: GStable SDK, resources. */
const pageSize = 100;
const mostPages = 200;
/** GStable's times carry no zone, so an hour says little. */
const slackMs = 24 * 3_600_000;

interface Paging<Item> {
  readonly read: (page: number, size: number) => Promise<Page<Item>>;
  readonly createdAt: (item: Item) => Date | undefined;
  /** Nothing older is looked for. */
  readonly since: Date;
}

/**
 * Everything in a list, page by page. Ends early once a page shows that the list runs from new to old and has reached
 * what is too old; the order is not documented, so nothing is assumed about it.
 */
export async function* pageThrough<Item>({ read, createdAt, since }: Paging<Item>): AsyncGenerator<Item> {
  let seen = 0;
  for (let page = 1; page <= mostPages; page += 1) {
    const { items, total } = await read(page, pageSize);
    yield* items;
    seen += items.length;
    if (items.length === 0 || (total !== undefined && seen >= total)) return;
    const oldest = oldestOfNewestFirst(items.map(createdAt));
    if (oldest !== undefined && oldest < since.getTime() - slackMs) return;
  }
}

function oldestOfNewestFirst(times: readonly (Date | undefined)[]): number | undefined {
  const moments = times.map((each) => each?.getTime() ?? Number.NaN);
  const [first = Number.NaN, last = Number.NaN] = [moments[0], moments.at(-1)];
  const isFalling = moments.every((each, at) => at === 0 || each <= (moments[at - 1] ?? Number.NaN));
  return isFalling && first > last ? last : undefined;
}
