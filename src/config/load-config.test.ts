import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigError } from "../model/errors.ts";
import { envExample } from "./env-example.ts";
import { checkAppConfig, type Environment, goodVariables, loadConfig } from "./load-config.ts";

const text = (example: string, over: object = {}) =>
  z
    .string()
    .min(1)
    .meta({ description: "x", example, ...over });
const shop = {
  id: "shop",
  env: z
    .object({
      SHOP_KEY: text("k-1", { secret: true }),
      SHOP_NAME: text("Shop"),
      SHOP_MODE: z.enum(["slow", "fast"]).default("slow").meta({ description: "x", example: "fast" }),
      SHOP_OLD_KEY: text("k-0", { secret: true }).optional(),
      SHOP_PLACE: text("here").optional(),
    })
    .superRefine((env, context) => {
      if (env.SHOP_MODE === "fast" && env.SHOP_PLACE === undefined)
        context.addIssue({ code: "custom", path: ["SHOP_PLACE"], message: "is needed when SHOP_MODE is fast" });
      if (env.SHOP_NAME === env.SHOP_KEY) context.addIssue({ code: "custom", message: "name and key must differ" });
    }),
};
const desk = { id: "desk", env: z.object({ DESK_ON: text("on") }) };
const modules = { providers: [shop], platforms: [desk] };
const good = { SHOP_KEY: "secret-key", SHOP_NAME: "Shop", DESK_ON: "on" };
const load = (environment: Environment) => loadConfig(environment, modules);
const problemsOf = (environment: Environment): readonly string[] => {
  try {
    load(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ variable, problem, example }) => `${variable}: ${problem} [${example ?? ""}]`);
  }
};

describe("loading the configuration", () => {
  it("gives each adapter that is on its checked variables, defaults filled in", () => {
    const { app, providers, platforms } = load(good);

    expect(app).toMatchObject({ PORT: 3000, TIMEZONE: "UTC", RETENTION_DAYS: 90, SWEEP_INTERVAL: 60 });
    expect(providers).toMatchObject([{ module: { id: "shop" }, config: { SHOP_NAME: "Shop", SHOP_MODE: "slow" } }]);
    expect(platforms).toHaveLength(1);
  });

  it("takes an empty variable as absent", () => {
    expect(load({ ...good, PORT: "", SHOP_PLACE: "  " }).app.PORT).toBe(3000);
  });

  it("names every problem at once, each with a value that would work", () => {
    expect(problemsOf({ SHOP_KEY: "k", DESK_ON: "on", PORT: "x", PUBLIC_URL: "http://pay.example.com" })).toEqual([
      "PORT: is no whole number [3000]",
      "PUBLIC_URL: must be https (http only on loopback) [https://pay.example.com]",
      "SHOP_NAME: is missing [Shop]",
    ]);
  });

  it("lets a rule over several variables speak for itself", () => {
    expect(problemsOf({ ...good, SHOP_MODE: "fast" })).toEqual(["SHOP_PLACE: is needed when SHOP_MODE is fast [here]"]);
    expect(problemsOf({ ...good, SHOP_NAME: "same", SHOP_KEY: "same" })).toEqual([
      "SHOP_KEY: name and key must differ [k-1]",
    ]);
  });

  it("says what may be chosen", () => {
    expect(problemsOf({ ...good, SHOP_MODE: "quick" })).toEqual(["SHOP_MODE: must be one of slow, fast [fast]"]);
  });

  it("leaves an adapter off that has none of its variables, but wants one of each kind", () => {
    expect(problemsOf({ DESK_ON: "on" })).toEqual([
      "SHOP_KEY: no provider is configured; set the variables of at least one []",
    ]);
    expect(problemsOf({ SHOP_KEY: "k", SHOP_NAME: "s" })).toEqual([
      "DESK_ON: no chat platform is configured; set the variables of at least one []",
    ]);
  });

  it("refuses a default provider that is not on", () => {
    expect(problemsOf({ ...good, DEFAULT_PROVIDER: "bank" })).toEqual([
      "DEFAULT_PROVIDER: bank is not configured; these are: shop [shop]",
    ]);
  });

  it.each([
    ["TIMEZONE", "Mars/Crater"],
    ["DEFAULT_CURRENCY", "EURO"],
    ["DEFAULT_COUNTRY", "USA"],
    ["SECRET_KEY", "short"],
    ["SECRET_KEY", `${"x".repeat(32)},short`],
    ["RETENTION_DAYS", "0"],
    ["SWEEP_INTERVAL", "-1"],
    ["PORT", "65536"],
  ])("refuses %s=%s", (name, value) => {
    expect(problemsOf({ ...good, [name]: value })).toHaveLength(1);
  });

  it("knows every secret: both of a pair, and the database's password", () => {
    const { secrets } = load({
      ...good,
      SHOP_OLD_KEY: "new-one, old-one",
      DATABASE_URL: "postgres://bot:p%40ss-word@db.example/paylink",
    });

    for (const secret of ["secret-key", "new-one", "old-one", "p%40ss-word", "p@ss-word"])
      expect(secrets).toContain(secret);
    expect(secrets).not.toContain("Shop");
  });

  it("never repeats a secret in a problem", () => {
    const problems = problemsOf({ ...good, SECRET_KEY: "hunter2-hunter2" });

    expect(problems.join()).toMatch(/SECRET_KEY/);
    expect(problems.join()).not.toMatch(/hunter2/);
  });
});

it("commands that need no adapter check the bot's own variables alone", () => {
  expect(checkAppConfig({ SHOP_KEY: "k" }).PORT).toBe(3000);
  expect(() => checkAppConfig({ PORT: "x" })).toThrow(ConfigError);
});

it("commands that help to set an adapter up get what is good by itself", () => {
  expect(goodVariables(shop, { SHOP_KEY: "k", SHOP_MODE: "quick" })).toEqual({ SHOP_KEY: "k" });
});

it("the example file names every variable with its meaning, all commented out", () => {
  const example = envExample([{ title: "Shop", env: shop.env }]);

  expect(example).toMatch(/^# SHOP_KEY=k-1$/m);
  expect(example).toMatch(/^# x \(required, secret\)$/m);
  expect(example).toMatch(/^# SHOP_MODE=slow$/m);
  expect(example.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
});
