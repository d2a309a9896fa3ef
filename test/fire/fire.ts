import { parseArgs } from "node:util";
import { crashEverywhere, type Flow } from "../crash/crash-run.ts";
import { killAgainAndAgain } from "../crash/kill-run.ts";
import { type PostgresServer, startPostgres } from "../support/postgres.ts";
import { type FireResult, runFire } from "./fire-run.ts";
import { type FloodPlan, runFlood } from "./flood.ts";
import { floodProblems, floodSummaryOf } from "./flood-summary.ts";
import { summaryOf } from "./summary.ts";

const usage = `npm run fire -- [--seeds <n>] [--seed <first>] [--deeds <n>] [--database sqlite|postgres|<url>] [--crashes]
npm run fire -- --kills <n>
npm run fire -- --flood [--payments <n>] [--links <n>] [--database sqlite|postgres|<url>]

  --seeds     runs, each with a seed of its own (3)
  --seed      the first seed (1); the same seed plans the same run
  --deeds     things that happen in one run (200)
  --database  sqlite: a new file for each run. postgres: a server of its own, two bots, ended and started in the middle.
              A URL: one bot on that database, which must be empty (--seeds 1)
  --crashes   instead: kill -9 at every single step of every flow, with every provider
  --kills     instead: two bots on one PostgreSQL under load, one of them killed every three seconds, so many times
  --flood     instead: so many payments (10000) for so many links (500) of one channel, as fast as they come
`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    deeds: { type: "string", default: "200" },
    database: { type: "string", default: "sqlite" },
    crashes: { type: "boolean", default: false },
    kills: { type: "string" },
    flood: { type: "boolean", default: false },
    payments: { type: "string", default: "10000" },
    links: { type: "string", default: "500" },
    help: { type: "boolean", default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
if (values.help) say(usage);
else if (values.flood) process.exitCode = await floodAll();
else if (values.kills !== undefined) process.exitCode = await killAll(Number(values.kills));
else process.exitCode = values.crashes ? await crashAll(values.database) : await burnAll();

async function burnAll(): Promise<number> {
  const isPostgres = values.database === "postgres";
  const server = isPostgres ? await startPostgres() : undefined;
  const results: FireResult[] = [];
  try {
    for (let index = 0; index < Number(values.seeds); index += 1) {
      const seed = Number(values.seed) + index;
      const result = await runFire({
        seed,
        deeds: Number(values.deeds),
        platforms: ["slack", "telegram"],
        ...(await databaseOf(server)),
      });
      results.push(result);
      const { links, payments } = result.verdict.counts;
      say(`seed ${seed}: ${links} links, ${payments} payments, ${result.verdict.problems.length} problems`);
      for (const problem of result.verdict.problems) say(`  PROBLEM ${problem}`);
    }
  } finally {
    await server?.stop();
  }
  say(summaryOf(results));
  return results.some((each) => each.verdict.problems.length > 0) ? 1 : 0;
}

async function databaseOf(server: PostgresServer | undefined): Promise<object> {
  if (server !== undefined)
    return { databaseUrl: await server.database(), bots: 2, restartDatabase: () => server.restart() };
  return values.database === "sqlite" ? {} : { databaseUrl: values.database };
}

async function floodAll(): Promise<number> {
  const server = values.database === "postgres" ? await startPostgres() : undefined;
  const [payments, links] = [Number(values.payments), Number(values.links)];
  const plan: FloodPlan = {
    provider: "arcblock",
    links,
    payments,
    bystanders: Math.ceil(links / 2),
    gapMs: 1_000,
    atOnce: 64,
    hurry: 12,
    ...(server !== undefined && { databaseUrl: await server.database() }),
    ...(server === undefined && values.database !== "sqlite" && { databaseUrl: values.database }),
  };
  try {
    const run = await runFlood(plan);
    say(floodSummaryOf(plan, run));
    return floodProblems(plan, run).length === 0 ? 0 : 1;
  } finally {
    await server?.stop();
  }
}

async function killAll(kills: number): Promise<number> {
  const server = await startPostgres();
  try {
    const databaseUrl = await server.database();
    const run = await killAgainAndAgain({ databaseUrl, provider: "payermax", kills, everyMs: 3_000, people: 4 });
    const { verdict, ...tried } = run;
    say(JSON.stringify(tried));
    say(JSON.stringify(verdict.counts));
    for (const problem of verdict.problems) say(`PROBLEM ${problem}`);
    return verdict.problems.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
  }
}

async function crashAll(database: string): Promise<number> {
  const flows: readonly Flow[] = ["create", "pay", "disable"];
  const server = database === "postgres" ? await startPostgres() : undefined;
  let problems = 0;
  try {
    for (const provider of ["onerway", "payermax", "gstable", "qlink", "arcblock"]) {
      const shared = server === undefined ? {} : { databaseUrl: await server.database(), bots: 2 };
      const run = await crashEverywhere({ provider, flows, depth: "every step", ...shared });
      problems += run.verdict.problems.length;
      say(`${provider}: killed at ${run.killedAt.length} steps, ${run.missed.length} did not come up again`);
      say(`  ${JSON.stringify(run.verdict.counts)}`);
      for (const problem of run.verdict.problems) say(`  PROBLEM ${problem}`);
    }
  } finally {
    await server?.stop();
  }
  return problems === 0 ? 0 : 1;
}
