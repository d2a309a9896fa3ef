import type { FireResult } from "./fire-run.ts";

/** What was tried and counted over all runs, as lines to read. */
export function summaryOf(results: readonly FireResult[]): string {
  const tried = sums(results.map((each) => each.tried));
  const counted = sums(results.map((each) => each.verdict.counts));
  const problems = results.flatMap(({ seed, verdict }) => verdict.problems.map((each) => `seed ${seed}: ${each}`));
  return [
    "",
    "Tried",
    ...rows(tried),
    "Counted",
    ...rows(counted),
    problems.length === 0
      ? "No problem: every acknowledged command has its one link, every payment was told, every card is true."
      : `${problems.length} problems`,
    ...problems.map((each) => `  ${each}`),
  ].join("\n");
}

function sums(maps: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [name, value] of maps.flatMap(Object.entries) as [string, number][])
    totals.set(name, (totals.get(name) ?? 0) + value);
  return new Map([...totals].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function rows(totals: ReadonlyMap<string, number>): readonly string[] {
  return [...totals].map(([name, value]) => `  ${String(value).padStart(6)}  ${name}`);
}
