import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { botEnvironment } from "./environment.ts";
import { median, startOnce, startServer } from "./processes.ts";
import { type Row, spread } from "./rows.ts";

const runs = 5;
const compiled = fileURLToPath(new URL("../node_modules/.cache/paylink", import.meta.url));

/** From the birth of `npm start`'s process to ready, and resident memory after a quiet while; Slack and Telegram on. */
export async function startRows(databaseUrl: string): Promise<readonly Row[]> {
  const vendor = await startServer("vendor.ts", ["0"]);
  const start = () => startOnce(botEnvironment(vendor.port, databaseUrl));
  try {
    rmSync(compiled, { recursive: true, force: true });
    const first = await start();
    const starts = [];
    for (let run = 0; run < runs; run += 1) starts.push(await start());
    const readyMs = starts.map((each) => each.readyMs);
    const restMb = starts.map((each) => each.restBytes / 1_000_000);
    return [
      {
        what: `start to ready, both chats on (the very first start, which compiles: ${Math.round(first.readyMs)} ms)`,
        measured: spread(readyMs, " ms"),
        baseline: "",
        ratio: "",
        wanted: "< 1 s",
        isMet: median(readyMs) < 1_000,
      },
      {
        what: "resident memory, idle, both chats on",
        measured: spread(restMb, " MB"),
        baseline: "",
        ratio: "",
        wanted: "< 200 MB",
        isMet: median(restMb) < 200,
      },
    ];
  } finally {
    await vendor.stop();
  }
}
