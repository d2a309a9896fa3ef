import { readFile } from "node:fs/promises";
import { parseLine } from "../src/intents/parse-line.ts";
import { type Row, spread } from "./rows.ts";

const context = { now: new Date("2026-11-21T08:00:00Z"), timezone: "Asia/Shanghai", providers: [] };
const runs = 5;
const prompts = 20_000;

/** Prompts read per second on one core, warm: the corpus over and over. */
export async function parseRow(): Promise<Row> {
  const lines = (
    await Promise.all(
      ["work", "score"].map((part) => readFile(new URL(`../test/corpus/${part}.jsonl`, import.meta.url), "utf8")),
    )
  )
    .join("\n")
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  const corpus = lines.map((line) => promptIn(JSON.parse(line) as Record<string, unknown>));
  const read = (count: number) => {
    const startedAt = performance.now();
    for (let index = 0; index < count; index += 1) parseLine(corpus[index % corpus.length] ?? "", context);
    return count / ((performance.now() - startedAt) / 1000);
  };
  read(prompts);
  const figures = Array.from({ length: runs }, () => read(prompts));
  const middle = [...figures].sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
  return {
    what: `prompts read per second, one core, warm (${corpus.length} different ones)`,
    measured: spread(figures, "/s"),
    baseline: "",
    ratio: "",
    wanted: "≥ 10,000/s",
    isMet: middle >= 10_000,
  };
}

function promptIn(entry: Record<string, unknown>): string {
  const text = entry.text ?? entry.prompt;
  if (typeof text !== "string") throw new TypeError("a corpus entry without a text");
  return text;
}
