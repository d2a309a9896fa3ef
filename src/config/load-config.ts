import type { z } from "zod";
import { ConfigError, type ConfigProblem } from "../model/errors.ts";
import { type AppConfig, appEnvSchema } from "./app-config.ts";

/** Variables as the process has them. An empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What loading must know of an adapter. */
export interface ConfigurableModule {
  readonly id: string;
  readonly env: z.ZodObject;
}

/** An adapter that is on, with its checked variables. */
export interface ConfiguredModule<Module extends ConfigurableModule> {
  readonly module: Module;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Everything the environment says. */
export interface LoadedConfig<Provider extends ConfigurableModule, Platform extends ConfigurableModule> {
  readonly app: AppConfig;
  readonly providers: readonly ConfiguredModule<Provider>[];
  readonly platforms: readonly ConfiguredModule<Platform>[];
  /** Values that must never be logged. */
  readonly secrets: readonly string[];
}

/**
 * Checks the whole environment at once.
 *
 * An adapter with none of its variables set is off; with some missing or wrong, each is a problem. At least one provider
 * and one platform must be on.
 *
 * @throws ConfigError with every problem found.
 */
export function loadConfig<Provider extends ConfigurableModule, Platform extends ConfigurableModule>(
  environment: Environment,
  modules: { readonly providers: readonly Provider[]; readonly platforms: readonly Platform[] },
): LoadedConfig<Provider, Platform> {
  const set = setVariables(environment);
  const problems: ConfigProblem[] = [];
  const app = check(appEnvSchema, set, problems);
  const providers = configured(modules.providers, set, problems);
  const platforms = configured(modules.platforms, set, problems);
  if (problems.length === 0)
    problems.push(...lacking(modules, { providers, platforms }), ...wrongDefault(app as AppConfig, providers));
  if (problems.length > 0 || app === undefined) throw new ConfigError(problems);
  const schemas = [
    appEnvSchema,
    ...modules.providers.map((each) => each.env),
    ...modules.platforms.map((each) => each.env),
  ];
  return { app, providers, platforms, secrets: secretsOf(schemas, set) };
}

/** The bot's own variables alone, for commands that need no adapter. @throws ConfigError */
export function checkAppConfig(environment: Environment): AppConfig {
  return checkAlone(appEnvSchema, environment);
}

/** One adapter's variables alone. @throws ConfigError */
export function checkModuleConfig(
  module: ConfigurableModule,
  environment: Environment,
): Readonly<Record<string, unknown>> {
  return checkAlone(module.env, environment);
}

/** Those of an adapter's variables that are set and good by themselves, for commands that help to set it up. */
export function goodVariables(module: ConfigurableModule, environment: Environment): Readonly<Record<string, unknown>> {
  const set = setVariables(environment);
  const read = Object.entries(module.env.shape).flatMap(([name, field]) => {
    const result = (field as z.ZodType).safeParse(set[name]);
    return result.success && result.data !== undefined ? [[name, result.data]] : [];
  });
  return Object.fromEntries(read) as Readonly<Record<string, unknown>>;
}

function checkAlone<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> {
  const problems: ConfigProblem[] = [];
  const config = check(schema, setVariables(environment), problems);
  if (config === undefined) throw new ConfigError(problems);
  return config;
}

function setVariables(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
}

/** What a field says of itself through `.meta()`. */
export interface FieldFacts {
  readonly description: string;
  readonly example: string;
  readonly isSecret: boolean;
  readonly defaultText: string | undefined;
  readonly isRequired: boolean;
}

/** Reads a variable's own description. */
export function factsOf(field: z.ZodType): FieldFacts {
  const meta = metaOf(field);
  const byDefault = field.safeParse(undefined);
  const value = byDefault.success ? byDefault.data : undefined;
  return {
    description: String(meta.description ?? ""),
    example: String(meta.example ?? ""),
    isSecret: meta.secret === true,
    defaultText: value === undefined || typeof value === "object" ? undefined : String(value),
    isRequired: !byDefault.success,
  };
}

/** What a field says of itself, wherever in its chain it was said: a secret must not be missed for an `optional()`. */
function metaOf(field: z.ZodType): Readonly<Record<string, unknown>> {
  const { innerType, in: input } = field.def as { readonly innerType?: z.ZodType; readonly in?: z.ZodType };
  const inner = innerType ?? input;
  return { ...(inner === undefined ? {} : metaOf(inner)), ...field.meta() };
}

function configured<Module extends ConfigurableModule>(
  modules: readonly Module[],
  set: Environment,
  problems: ConfigProblem[],
): readonly ConfiguredModule<Module>[] {
  return modules.flatMap((module) => {
    const isOn = Object.keys(module.env.shape).some((name) => set[name] !== undefined);
    if (!isOn) return [];
    const config = check(module.env, set, problems);
    return config === undefined ? [] : [{ module, config: config as Readonly<Record<string, unknown>> }];
  });
}

function check<Schema extends z.ZodObject>(
  schema: Schema,
  set: Environment,
  problems: ConfigProblem[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const variable = String(issue.path[0] ?? Object.keys(schema.shape)[0] ?? "");
    const field = schema.shape[variable] as z.ZodType | undefined;
    // Rules over several variables speak for themselves, also about one that is not there.
    const isMissing = set[variable] === undefined && issue.code !== "custom";
    problems.push({
      variable,
      problem: isMissing ? "is missing" : readable(issue),
      ...(field !== undefined && { example: factsOf(field).example }),
    });
  }
  return undefined;
}

function readable(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  return issue.message;
}

interface TurnedOn {
  readonly providers: readonly ConfiguredModule<ConfigurableModule>[];
  readonly platforms: readonly ConfiguredModule<ConfigurableModule>[];
}

function lacking(
  modules: { readonly providers: readonly ConfigurableModule[]; readonly platforms: readonly ConfigurableModule[] },
  on: TurnedOn,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (on.providers.length === 0) problems.push(nothingOn("provider", modules.providers));
  if (on.platforms.length === 0) problems.push(nothingOn("chat platform", modules.platforms));
  return problems;
}

function nothingOn(what: string, modules: readonly ConfigurableModule[]): ConfigProblem {
  const firsts = modules.map(
    (module) =>
      Object.entries(module.env.shape).find(([, field]) => factsOf(field as z.ZodType).isRequired)?.[0] ??
      Object.keys(module.env.shape)[0],
  );
  return { variable: firsts.join(" or "), problem: `no ${what} is configured; set the variables of at least one` };
}

function wrongDefault(app: AppConfig, providers: TurnedOn["providers"]): ConfigProblem[] {
  const ids = providers.map((each) => each.module.id);
  if (app.DEFAULT_PROVIDER === undefined || ids.includes(app.DEFAULT_PROVIDER)) return [];
  return [
    {
      variable: "DEFAULT_PROVIDER",
      problem: `${app.DEFAULT_PROVIDER} is not configured; these are: ${ids.join(", ")}`,
      ...(ids[0] !== undefined && { example: ids[0] }),
    },
  ];
}

function secretsOf(schemas: readonly z.ZodObject[], set: Environment): readonly string[] {
  const names = schemas.flatMap((schema) =>
    Object.entries(schema.shape)
      .filter(([, field]) => factsOf(field as z.ZodType).isSecret)
      .map(([name]) => name),
  );
  const values = names.flatMap((name) => {
    const value = set[name];
    return value === undefined ? [] : [value, ...value.split(",").map((each) => each.trim())];
  });
  return [...values, ...passwordsOf(set.DATABASE_URL)];
}

/** The password inside a database's address, as it stands there and as it is meant. */
function passwordsOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  if (password === "") return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
