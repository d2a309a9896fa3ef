import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Metrics } from "../ports/runtime.ts";

/** Metrics for Prometheus; names get the prefix `paylink_`. */
export interface MetricsRegistry extends Metrics {
  /** Sets a value that goes up and down. */
  gauge(name: string, value: number, labels?: Readonly<Record<string, string>>): void;
  /** Sets all values of one gauge at once; labels not named any more are gone. */
  replace(
    name: string,
    values: readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[],
  ): void;
  /** The text Prometheus reads. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own, so that several apps can live in one process. */
export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "paylink_" });
  const kept = new Map<string, Counter | Gauge | Histogram>();
  const find = <M extends Counter | Gauge | Histogram>(name: string, make: () => M): M => {
    const found = (kept.get(name) as M | undefined) ?? make();
    kept.set(name, found);
    return found;
  };
  const common = (name: string, labels: Readonly<Record<string, string>>) => ({
    name: `paylink_${name}`,
    help: name.replaceAll("_", " "),
    labelNames: Object.keys(labels),
    registers: [registry],
  });
  return {
    count: (name, labels = {}, by = 1) => find(name, () => new Counter(common(name, labels))).inc(labels, by),
    observe: (name, seconds, labels = {}) =>
      find(name, () => new Histogram(common(name, labels))).observe(labels, seconds),
    gauge: (name, value, labels = {}) => find(name, () => new Gauge(common(name, labels))).set(labels, value),
    replace(name, values) {
      const [first] = values;
      const known = kept.get(name) as Gauge | undefined;
      known?.reset();
      if (first === undefined) return;
      const gauge = find(name, () => new Gauge(common(name, first.labels)));
      for (const { labels, value } of values) gauge.set(labels, value);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
