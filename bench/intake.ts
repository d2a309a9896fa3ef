import { median, runLoad, type Server, startServer } from "./processes.ts";
import { type Row, shown, spread } from "./rows.ts";
import type { Traffic } from "./traffic.ts";

const burst = 20_000;
const warmUp = 4_000;
const connections = 256;
const runs = 3;
const halfRateSeconds = 15;
let salt = 10;

/** The three rows of intake: stored and acknowledged, handling paused, against a framework that stores nothing. */
export async function intakeRows(databaseUrl: string): Promise<readonly Row[]> {
  const vendor = await startServer("vendor.ts", ["0"]);
  try {
    const cases: readonly [Traffic, "bare" | "bolt" | "telegraf", string, number][] = [
      [
        "onerway",
        "bare",
        "signed Onerway webhooks stored before 2xx; against bare node:http with the same check",
        0.25,
      ],
      ["slack", "bolt", "signed slash commands stored and acknowledged; against an empty Bolt handler", 2],
      ["telegram", "telegraf", "Telegram updates stored and acknowledged; against an empty Telegraf webhook", 0.5],
    ];
    const rows: Row[] = [];
    for (const [traffic, baseline, what, wanted] of cases) {
      const theirs = await bursts(baseline, traffic, { databaseUrl, vendor });
      const ours = await bursts("paylink", traffic, { databaseUrl, vendor });
      const ratio = median(ours) / median(theirs);
      rows.push({
        what,
        measured: spread(ours, "/s"),
        baseline: spread(theirs, "/s"),
        ratio: shown(ratio),
        wanted: `≥ ${wanted}`,
        isMet: ratio >= wanted,
      });
      if (traffic === "onerway") rows.push(await halfRateRow(median(ours) / 2, { databaseUrl, vendor }));
    }
    return rows;
  } finally {
    await vendor.stop();
  }
}

interface Place {
  readonly databaseUrl: string;
  readonly vendor: Server;
}

async function bursts(kind: string, traffic: Traffic, place: Place): Promise<readonly number[]> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const server = await startServer("serve.ts", [kind, place.databaseUrl, String(place.vendor.port), "paused"]);
    await load(server, traffic, warmUp);
    figures.push((await load(server, traffic, burst)).perSecond);
    await server.stop();
  }
  return figures;
}

async function load(server: Server, traffic: Traffic, count: number, rate?: number) {
  salt += 1;
  const plan = {
    port: server.port,
    traffic,
    count,
    connections,
    salt: String(salt),
    ...(rate !== undefined && { rate }),
  };
  const result = await runLoad(plan);
  const failed = Object.entries(result.statuses).filter(([status]) => status !== "200");
  if (failed.length > 0) throw new Error(`answers other than 200: ${JSON.stringify(failed)}`);
  return result;
}

async function halfRateRow(rate: number, place: Place): Promise<Row> {
  const figures: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const server = await startServer("serve.ts", ["paylink", place.databaseUrl, String(place.vendor.port), "paused"]);
    // In a steady state: the code is as warm as a burst makes it.
    await load(server, "onerway", burst);
    figures.push((await load(server, "onerway", Math.round(rate * halfRateSeconds), rate)).p99);
    await server.stop();
  }
  const p99 = median(figures);
  return {
    what: `the same webhooks at half that rate (${shown(rate)}/s), p99`,
    measured: spread(figures, " ms"),
    baseline: "",
    ratio: "",
    wanted: "< 25 ms",
    isMet: p99 < 25,
  };
}

/** Slash commands at a steady rate with every provider ten seconds slow; the bot handles them meanwhile. */
export async function slowProviderRow(databaseUrl: string): Promise<Row> {
  const vendor = await startServer("vendor.ts", ["10000"]);
  try {
    const figures: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const server = await startServer("serve.ts", ["paylink", databaseUrl, String(vendor.port), "handling"]);
      await load(server, "slack", 400, 200);
      figures.push((await load(server, "slack", 2_000, 200)).p99);
      await server.stop();
    }
    return {
      what: "Slack acknowledgement at 200 commands/s, every provider 10 s slow, p99",
      measured: spread(figures, " ms"),
      baseline: "",
      ratio: "",
      wanted: "< 50 ms",
      isMet: median(figures) < 50,
    };
  } finally {
    await vendor.stop();
  }
}
