import { createHmac } from "node:crypto";
import type { AuditRow } from "../model/audit.ts";
import type { AuditTrail } from "../ports/store.ts";

const batch = 1_000;
/** A sealer must be done before its turn is over. */
const mostBatches = 20;

/** Everything a row says, always in the same words: what its seal is made over. */
export function sealedText(row: AuditRow): string {
  const facts = Object.entries(row.facts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    row.seq,
    row.at.toISOString(),
    row.who,
    row.whoName ?? null,
    row.what,
    row.outcome,
    row.linkId ?? null,
    row.conversation ?? null,
    facts,
  ]);
}

/** The seal of a row: it covers the row and, through the seal before, every row since the first. */
export function sealOf(secretKey: string, before: string, row: AuditRow): string {
  return createHmac("sha256", `paylink audit ${secretKey}`)
    .update(`${before}\n${sealedText(row)}`)
    .digest("hex");
}

/**
 * Chains the rows written since the last seal, as many as are sealed in a moment; whoever calls comes again for the
 * rest. Only one sealer may run at a time. Returns how many it sealed.
 */
export async function sealAudit(trail: AuditTrail, secretKey: string): Promise<number> {
  const key = secretKey.split(",")[0]?.trim() ?? "";
  let last = await trail.lastSealed();
  let sealed = 0;
  for (let batches = 0; batches < mostBatches; batches += 1) {
    const rows = await trail.listAudit({ afterSeq: last?.seq ?? 0, limit: batch });
    if (rows.length === 0) break;
    let before = last?.seal ?? "";
    const seals = rows.map((row) => {
      before = sealOf(key, before, row);
      return { seq: row.seq, seal: before };
    });
    await trail.sealAudit(seals);
    sealed += seals.length;
    const end = rows.at(-1);
    last = end === undefined ? last : { ...end, seal: before };
  }
  return sealed;
}

/** What checking the trail found: its head when all is well, or the first row that does not fit. */
export type AuditVerdict =
  | { readonly isIntact: true; readonly rows: number; readonly unsealed: number; readonly head: string }
  | { readonly isIntact: false; readonly seq: number };

/** Checks every seal; each row must have been sealed under the present or the previous key. */
export async function verifyAudit(trail: AuditTrail, secretKey: string): Promise<AuditVerdict> {
  const keys = secretKey.split(",").map((each) => each.trim());
  let before = "";
  let rows = 0;
  let unsealed = 0;
  let afterSeq = 0;
  for (;;) {
    const page = await trail.listAudit({ afterSeq, limit: batch });
    for (const row of page) {
      afterSeq = row.seq;
      if (row.seal === undefined) {
        unsealed += 1;
        continue;
      }
      // A sealed row after an unsealed one, or a seal that no key makes, means that something was changed or removed.
      const fits = unsealed === 0 && keys.some((key) => sealOf(key, before, row) === row.seal);
      if (!fits) return { isIntact: false, seq: row.seq };
      before = row.seal;
      rows += 1;
    }
    if (page.length < batch) return { isIntact: true, rows, unsealed, head: before };
  }
}
