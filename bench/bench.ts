import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { handledRow } from "./handled.ts";
import { intakeRows, slowProviderRow } from "./intake.ts";
import { linkRows } from "./links.ts";
import { parseRow } from "./parsing.ts";
import { type Row, toMarkdown } from "./rows.ts";
import { startRows } from "./starting.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { database: { type: "string", default: "sqlite" }, write: { type: "boolean", default: false } },
});
const parts: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  intake: () => intakeRows(values.database),
  slow: async () => [await slowProviderRow(values.database)],
  handled: async () => [await handledRow(values.database === "sqlite" ? undefined : values.database)],
  links: () => linkRows(1_000, 1_000_000),
  start: () => startRows(values.database),
  parse: async () => [await parseRow()],
};
const wanted = positionals.length === 0 ? Object.keys(parts) : positionals;
const rows: Row[] = [];
for (const name of wanted) {
  const part = parts[name];
  if (part === undefined) throw new Error(`no part ${name}; there are ${Object.keys(parts).join(", ")}`);
  process.stderr.write(`${name} …\n`);
  rows.push(...(await part()));
}
const [cpu] = cpus();
const command = `npm run bench${process.argv.slice(2).length > 0 ? ` -- ${process.argv.slice(2).join(" ")}` : ""}`;
const text = `# Results

\`${command}\`, ${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, store: ${values.database}.
Medians of several runs, with the least and the greatest. Server and load generator are processes of their own on the same machine, so they share its cores; each baseline ran minutes before, with the same load.

${toMarkdown(rows)}
`;
process.stdout.write(text);
if (values.write) await writeFile(new URL("RESULTS.md", import.meta.url), text);
