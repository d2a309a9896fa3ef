import { expect, it } from "vitest";
import { KeptLogger } from "../../test/support/runtime.ts";
import { createMetrics } from "./metrics.ts";

it("counts, times and measures under the bot's own prefix", async () => {
  const metrics = createMetrics();
  metrics.count("things_total", { kind: "a" });
  metrics.count("things_total", { kind: "a" }, 2);
  metrics.observe("thing_seconds", 0.2);
  metrics.gauge("things_waiting", 7);

  const text = await metrics.text();
  expect(text).toMatch(/^paylink_things_total\{kind="a"\} 3$/m);
  expect(text).toMatch(/^paylink_thing_seconds_count 1$/m);
  expect(text).toMatch(/^paylink_things_waiting 7$/m);
});

it("takes other labels than the first time, and keeps counting", async () => {
  const metrics = createMetrics();
  metrics.count("things_total", { kind: "a" });
  metrics.count("things_total", { kind: "b", outcome: "done" });
  metrics.count("things_total");

  const text = await metrics.text();
  expect(text).toMatch(/^paylink_things_total\{kind="b"\} 1$/m);
  expect(text).toMatch(/^paylink_things_total\{kind=""\} 1$/m);
});

it.each([
  ["a counter taken back", (metrics: ReturnType<typeof createMetrics>) => metrics.count("things_total", {}, -1)],
  ["a time that is no number", (metrics: ReturnType<typeof createMetrics>) => metrics.observe("t", Number("x"))],
  ["a name that is none", (metrics: ReturnType<typeof createMetrics>) => metrics.count("no name")],
  [
    "one name for two things",
    (metrics: ReturnType<typeof createMetrics>) => {
      metrics.count("things_total");
      metrics.observe("things_total", 1);
    },
  ],
])("is logged once and fails nobody: %s", (_name, misuse) => {
  const logger = new KeptLogger();
  const metrics = createMetrics(logger);
  misuse(metrics);
  misuse(metrics);

  expect(logger.lines).toHaveLength(1);
});

it("replaces all values of a gauge", async () => {
  const metrics = createMetrics();
  metrics.replace("lag", [{ labels: { conversation: "a" }, value: 1 }]);
  metrics.replace("lag", [{ labels: { conversation: "b" }, value: 2 }]);
  expect(await metrics.text()).not.toMatch(/conversation="a"/);
  expect(await metrics.text()).toMatch(/^paylink_lag\{conversation="b"\} 2$/m);

  metrics.replace("lag", []);
  expect(await metrics.text()).not.toMatch(/conversation="b"/);
});
