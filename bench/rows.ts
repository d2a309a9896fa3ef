/** One row of the results. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly baseline: string;
  readonly ratio: string;
  readonly wanted: string;
  readonly isMet: boolean | undefined;
}

/** A figure of several runs, as its middle and its spread. */
export function spread(figures: readonly number[], unit: string): string {
  const sorted = [...figures].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `${shown(middle)}${unit} (${shown(sorted[0] ?? 0)}–${shown(sorted.at(-1) ?? 0)})`;
}

/** Few enough digits to be honest. */
export function shown(figure: number): string {
  return figure >= 100 ? Math.round(figure).toLocaleString("en") : figure.toPrecision(2);
}

/** The rows as a Markdown table. */
export function toMarkdown(rows: readonly Row[]): string {
  const verdict = (row: Row) => (row.isMet === undefined ? "" : row.isMet ? "met" : "**not met**");
  const lines = rows.map(
    (row) => `| ${[row.what, row.measured, row.baseline, row.ratio, row.wanted, verdict(row)].join(" | ")} |`,
  );
  return [
    "| what | Paylink | baseline, same run | ratio | wanted | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}
