import { createHash } from "node:crypto";
import { ConfigError } from "../model/errors.ts";
import type { ArchiveRow, StoreArchive } from "../ports/store.ts";

/** One table that was copied. */
export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over every row in the order of the keys; the same on both sides. */
  readonly digest: string;
}

const pageSize = 1_000;

/**
 * Copies everything from one store into another that is empty, and checks it: every row is read back, and counts and
 * digests are compared, before anything is kept. Both must be in nobody else's use.
 *
 * @throws ConfigError when the target holds something already; Error when the copy differs, and then nothing was kept.
 */
export async function copyStore(from: StoreArchive, to: StoreArchive): Promise<readonly CopiedTable[]> {
  if (!(await to.isEmpty())) throw new ConfigError([{ variable: "TO", problem: "holds something already" }]);
  const copied: CopiedTable[] = [];
  for (const table of from.tables) {
    copied.push(await digestOf(table, pagesOf(from, table), (rows) => to.write(table, rows)));
  }
  for (const { table, rows, digest } of copied) {
    const found = await digestOf(table, pagesOf(to, table));
    if (found.rows !== rows || found.digest !== digest)
      throw new Error(`the copy of ${table} differs; nothing was kept`);
  }
  await to.commit();
  return copied;
}

async function* pagesOf(archive: StoreArchive, table: string): AsyncGenerator<readonly ArchiveRow[]> {
  let after: ArchiveRow | undefined;
  for (;;) {
    const rows = await archive.read(table, { limit: pageSize, ...(after !== undefined && { after }) });
    if (rows.length > 0) yield rows;
    after = rows.at(-1);
    if (rows.length < pageSize) return;
  }
}

async function digestOf(
  table: string,
  pages: AsyncIterable<readonly ArchiveRow[]>,
  onPage: (rows: readonly ArchiveRow[]) => Promise<void> = async () => {},
): Promise<CopiedTable> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const rows of pages) {
    for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
    count += rows.length;
    await onPage(rows);
  }
  return { table, rows: count, digest: hash.digest("hex") };
}
