import { readFile } from "node:fs/promises";
import type { z } from "zod";
import type { EmulatorModule } from "../../adapters/shared/emulator.ts";
import { discoverEmulators, discoverModules } from "../../src/app/discover.ts";
import { systemClock, systemIds } from "../../src/app/runtime.ts";
import { appEnvSchema } from "../../src/config/app-config.ts";
import { envExample } from "../../src/config/env-example.ts";
import { factsOf } from "../../src/config/load-config.ts";
import type { AccountId } from "../../src/model/payment-link.ts";
import type { PaymentProvider, ProviderModule } from "../../src/ports/payment-provider.ts";
import { KeptLogger, KeptMetrics, memoryCache } from "../support/runtime.ts";

/** A document that code writes, whole. */
export interface WrittenDocument {
  readonly path: string;
  readonly text: string;
}

/** Every generated document as it should be: `.env.example`, and the README with its generated parts renewed. */
export async function writtenDocuments(): Promise<readonly WrittenDocument[]> {
  const { providers, platforms } = await discoverModules();
  const readme = await readFile("README.md", "utf8");
  const made = await madeProviders(providers);
  return [
    { path: ".env.example", text: envExample([...platforms, ...providers]) },
    {
      path: "README.md",
      text: renew(
        renew(readme, "providers", providersTable(made)),
        "variables",
        variablesTable([...platforms, ...providers]),
      ),
    },
  ];
}

interface Made {
  readonly module: ProviderModule;
  readonly provider: PaymentProvider;
}

/** Each provider, configured by its emulator's environment: traits and options need no connection. */
async function madeProviders(modules: readonly ProviderModule[]): Promise<readonly Made[]> {
  const emulators = await discoverEmulators<EmulatorModule>("providers");
  return modules.map((module) => {
    const emulator = emulators
      .find((each) => each.id === module.id)
      ?.create({ baseUrl: "http://127.0.0.1:9", clock: systemClock, webhookUrl: () => undefined });
    const provider = module.create(module.env.parse({ ...emulator?.env }), {
      account: { id: `${module.id}:default` as AccountId, name: "default" },
      clock: systemClock,
      ids: systemIds,
      logger: new KeptLogger(),
      metrics: new KeptMetrics(),
      cache: memoryCache(systemClock),
      publicUrl: "http://127.0.0.1:9",
      webhookUrl: "http://127.0.0.1:9/webhooks",
    });
    return { module, provider };
  });
}

function providersTable(made: readonly Made[]): string {
  const head = ["", ...made.map(({ module }) => `[${module.title}](adapters/providers/${module.id}/README.md)`)];
  const rows: readonly (readonly string[])[] = [
    row("currencies", made, ({ traits }) =>
      traits.currencies === "server"
        ? "as its server lists"
        : traits.currencies.length > 100
          ? "all ISO 4217"
          : traits.currencies.join(", "),
    ),
    row("decimals", made, ({ traits }) => traits.decimalsNote?.en ?? "the currency's own"),
    row("one payment per link", made, ({ traits }) =>
      traits.nativeUses === "once" ? "yes" : "the bot closes it after the payment",
    ),
    row("many payments (`uses:many`)", made, ({ traits }) => yesNo(traits.canManyUses)),
    row("payer chooses (`amount:open`)", made, ({ traits }) => yesNo(traits.canOpenAmount)),
    row("several items", made, ({ traits }) => yesNo(traits.canItems)),
    row("expiry", made, ({ traits }) =>
      traits.expiry === undefined
        ? "the bot closes it"
        : `${span(traits.expiry.minSeconds)} to ${span(traits.expiry.maxSeconds)}, default ${span(traits.expiry.defaultSeconds)}`,
    ),
    row(
      "disable",
      made,
      ({ traits }) =>
        ({ reversible: "yes", final: "yes, for good", request: "asked for; confirmed by its status" })[traits.disable],
    ),
    row("enable", made, ({ traits }) => yesNo(traits.disable === "reversible")),
    row("archive", made, ({ traits }) => yesNo(traits.canArchive)),
    row("edit", made, ({ traits }) => (traits.editable.length === 0 ? "no" : traits.editable.map(code).join(" "))),
    row("its own list", made, ({ traits }) =>
      traits.list === undefined ? "no" : `by ${["page", ...traits.list.filters].join(", ")}`,
    ),
    row("accounts", made, ({ traits }) => yesNo(traits.canListAccounts)),
    row("visit counts", made, ({ traits }) => yesNo(traits.hasVisits)),
    row("needs a country", made, ({ traits }) => yesNo(traits.needsCountry)),
    row("webhooks are", made, ({ traits }) =>
      traits.webhook === "proof" ? "believed" : "hints: the provider is asked",
    ),
    row("a lost answer to a create", made, ({ traits }) =>
      traits.unknownCreate.way === "lookup"
        ? "is looked up by our reference"
        : "is asked again under the same reference",
    ),
    row(
      "options",
      made,
      ({ options }) =>
        options.map((option) => code(`${option.key}:`) + (option.scope === "item" ? " (item)" : "")).join(" ") ||
        "none",
    ),
  ];
  return table(head, rows);
}

function variablesTable(modules: readonly { readonly title: string; readonly env: z.ZodObject }[]): string {
  const sections = [{ title: "Paylink", env: appEnvSchema as z.ZodObject }, ...modules];
  const rows = sections.flatMap(({ env }) =>
    Object.entries(env.shape).map(([name, field]) => {
      const facts = factsOf(field as z.ZodType);
      return [code(name), facts.description, facts.isRequired ? "required" : (facts.defaultText ?? "")];
    }),
  );
  return table(["variable", "meaning", "default"], rows);
}

function row(name: string, made: readonly Made[], cell: (provider: PaymentProvider) => string): readonly string[] {
  return [name, ...made.map(({ provider }) => cell(provider))];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function renew(text: string, name: string, content: string): string {
  const begin = `<!-- generated: ${name} -->`;
  const end = `<!-- end: ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to === -1) throw new Error(`README.md has no generated part ${name}`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}

function yesNo(is: boolean): string {
  return is ? "yes" : "no";
}

function code(text: string): string {
  return `\`${text}\``;
}

function span(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} d` : `${seconds / 3600} h`;
}
