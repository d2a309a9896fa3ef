import type { Environment } from "../config/load-config.ts";
import type { AuditRow } from "../model/audit.ts";
import { ConfigError } from "../model/errors.ts";
import type { Terminal } from "../ports/chat-platform.ts";
import type { Store } from "../ports/store.ts";
import { verifyAudit } from "../services/audit-seal.ts";
import { withStore } from "./open-store.ts";

const pageSize = 1_000;

interface AuditSettings {
  readonly from?: Date;
  readonly to?: Date;
  readonly format: "csv" | "json";
  readonly isVerify: boolean;
}

/** Prints the audit trail of a time, or checks its seals. Answers the exit code: 1 when the trail was tampered with. */
export function runAudit(environment: Environment, terminal: Terminal, settings: AuditSettings): Promise<number> {
  return withStore(environment, async (store, config) => {
    if (settings.isVerify) return verify(store, terminal, config.SECRET_KEY);
    await print(store, terminal, settings);
    return 0;
  });
}

async function verify(store: Store, terminal: Terminal, secretKey: string | undefined): Promise<number> {
  if (secretKey === undefined)
    throw new ConfigError([{ variable: "SECRET_KEY", problem: "is missing; the seals cannot be checked without it" }]);
  const verdict = await verifyAudit(store, secretKey);
  if (!verdict.isIntact) {
    terminal.write(`BROKEN at row ${verdict.seq}: it, or a row before it, was changed or removed.\n`);
    return 1;
  }
  terminal.write(
    `intact: ${verdict.rows} sealed rows, ${verdict.unsealed} not sealed yet\nhead: ${verdict.head === "" ? "none" : verdict.head}\n`,
  );
  return 0;
}

async function print(store: Store, terminal: Terminal, settings: AuditSettings): Promise<void> {
  const range = {
    ...(settings.from !== undefined && { from: settings.from }),
    ...(settings.to !== undefined && { to: settings.to }),
  };
  if (settings.format === "csv") terminal.write(`${columns.join(",")}\n`);
  let afterSeq = 0;
  for (;;) {
    const rows = await store.listAudit({ ...range, afterSeq, limit: pageSize });
    for (const row of rows) terminal.write(settings.format === "csv" ? csvLine(row) : `${JSON.stringify(row)}\n`);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    afterSeq = last.seq;
  }
}

const columns = ["seq", "at", "who", "whoName", "what", "outcome", "linkId", "conversation", "facts", "seal"] as const;

function csvLine(row: AuditRow): string {
  const facts = Object.entries(row.facts ?? {}).map(([name, value]) => `${name}=${value}`);
  const cells = [
    row.seq,
    row.at.toISOString(),
    row.who,
    row.whoName,
    row.what,
    row.outcome,
    row.linkId,
    row.conversation,
    facts.join("; "),
    row.seal,
  ];
  return `${cells.map((cell) => csvCell(cell === undefined ? "" : String(cell))).join(",")}\n`;
}

/** A cell that begins like a formula is quoted as text, so that a spreadsheet does not run it. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
