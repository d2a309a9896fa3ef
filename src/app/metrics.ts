import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Logger, Metrics } from "../ports/runtime.ts";

/** Metrics for Prometheus; names get the prefix `paylink_`. Counting never throws: no work may fail for a figure. */
export interface MetricsRegistry extends Metrics {
  /** Sets a value that goes up and down. */
  gauge(name: string, value: number, labels?: Labels): void;
  /** Sets all values of one gauge at once; labels not named any more are gone. */
  replace(name: string, values: readonly { readonly labels: Labels; readonly value: number }[]): void;
  /** The text Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
}

type Labels = Readonly<Record<string, string>>;
type Metric = Counter | Gauge | Histogram;

interface Kept {
  readonly metric: Metric;
  readonly labelNames: readonly string[];
}

/** A registry of its own, so that several apps can live in one process. */
export function createMetrics(logger?: Logger): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "paylink_" });
  const kept = new Map<string, Kept>();
  const wrong = new Set<string>();

  function find(kind: new (settings: MetricSettings) => Metric, name: string, labels: Labels): Kept {
    const found = kept.get(name);
    if (found !== undefined) return found;
    const labelNames = Object.keys(labels);
    const help = name.replaceAll("_", " ");
    const made = { metric: new kind({ name: `paylink_${name}`, help, labelNames, registers: [registry] }), labelNames };
    kept.set(name, made);
    return made;
  }

  /** The labels the metric was made with: what was not given is empty, what it does not have is left out. */
  function fitted(labels: Labels, { labelNames }: Kept): Labels {
    return Object.fromEntries(labelNames.map((each) => [each, labels[each] ?? ""]));
  }

  function safely(name: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!wrong.has(name)) logger?.error("a metric is used in a way it cannot be", { metric: name, error });
      wrong.add(name);
    }
  }

  return {
    count: (name, labels = {}, by = 1) =>
      safely(name, () => {
        const found = find(Counter, name, labels);
        (found.metric as Counter).inc(fitted(labels, found), by);
      }),
    observe: (name, seconds, labels = {}) =>
      safely(name, () => {
        const found = find(Histogram, name, labels);
        (found.metric as Histogram).observe(fitted(labels, found), seconds);
      }),
    gauge: (name, value, labels = {}) =>
      safely(name, () => {
        const found = find(Gauge, name, labels);
        (found.metric as Gauge).set(fitted(labels, found), value);
      }),
    replace: (name, values) =>
      safely(name, () => {
        kept.get(name)?.metric.reset();
        for (const { labels, value } of values) {
          const found = find(Gauge, name, labels);
          (found.metric as Gauge).set(fitted(labels, found), value);
        }
      }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

interface MetricSettings {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly registers: Registry[];
}
