import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { z } from "zod";
import { readOption } from "../../src/model/option.ts";
import { describeProvider, type ProviderPair } from "../support/provider-harness.ts";
import type { ProviderCase } from "./provider-contract.ts";

const files = [
  "index.ts",
  "config.ts",
  "client.ts",
  "wire.ts",
  "mapping.ts",
  "webhook.ts",
  "emulator.ts",
  "fixtures",
  "README.md",
];
const hasFolder = (_provider: unknown, pair: ProviderPair) => pair.folder !== undefined;

/** What the adapter is called, what it is made of, and that it says the truth about itself. */
export const identityCases: readonly ProviderCase[] = [
  {
    name: "its id is the folder's name and its emulator's, and every variable begins with it",
    async run({ pair }) {
      const { provider, emulator, name } = pair;
      expect([provider.id, emulator.id]).toEqual([name, name]);
      const prefix = `${name.toUpperCase()}_`;
      expect(Object.keys(provider.env.shape).filter((variable) => !variable.startsWith(prefix))).toEqual([]);
      expect(describeProvider(pair).account).toMatchObject({ id: `${name}:default`, provider: name, mode: "test" });
    },
  },
  {
    name: "it is the account it was made for",
    async run({ pair }) {
      const { account } = describeProvider(pair, "shop");
      expect(account).toMatchObject({ id: `${pair.name}:shop`, name: "shop", provider: pair.name });
    },
  },
  {
    name: "every variable says what it is and shows an example, and the keys are marked as secret",
    async run({ pair }) {
      const metas = Object.entries(pair.provider.env.shape).map(([name, field]) => [name, (field as z.ZodType).meta()]);
      for (const [name, meta] of metas as [string, Record<string, unknown> | undefined][]) {
        expect(meta?.description, name).toEqual(expect.stringMatching(/\S/));
        expect(meta?.example, name).toEqual(expect.stringMatching(/\S/));
        if (/SECRET|PRIVATE|API_KEY|ACCESS_KEY/.test(name)) expect(meta?.secret, name).toBe(true);
      }
    },
  },
  {
    name: "each variable's example passes its own check",
    async run({ pair }) {
      for (const [name, field] of Object.entries(pair.provider.env.shape)) {
        const { example } = (field as z.ZodType).meta() as { example: string };
        if (example.includes("...")) continue;
        expect((field as z.ZodType).safeParse(example).success, `${name}=${example}`).toBe(true);
      }
    },
  },
  {
    name: "each option's example passes its own check",
    async run({ pair }) {
      for (const field of describeProvider(pair).options) {
        expect(field.key).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(readOption(field, field.example), field.key).toMatchObject({ ok: true });
      }
    },
  },
  {
    name: "the folder has the files every provider has",
    applies: hasFolder,
    async run({ pair }) {
      const folder = pair.folder ?? new URL(".");
      expect(files.filter((file) => !existsSync(new URL(file, folder)))).toEqual([]);
      expect(readdirSync(folder).filter((file) => file.endsWith(".test.ts"))).not.toEqual([]);
      expect(readdirSync(new URL("fixtures", folder)).length).toBeGreaterThan(0);
    },
  },
  {
    name: "its README names every variable",
    applies: hasFolder,
    async run({ pair }) {
      const readme = readFileSync(new URL("README.md", pair.folder), "utf8");
      expect(Object.keys(pair.provider.env.shape).filter((variable) => !readme.includes(variable))).toEqual([]);
    },
  },
  {
    name: "its emulator imports nothing of the adapter and no signing code",
    applies: hasFolder,
    async run({ pair }) {
      const folder = pair.folder ?? new URL(".");
      const parts = readdirSync(folder).filter((file) => /^emulator.*\.ts$/.test(file));
      const sources = parts.map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
      const imported = [...sources.matchAll(/from "([^"]+)"/g)].map(([, from = ""]) => from);
      const allowed = /^node:|\/shared\/(emulator|checkout-page)\.ts$|\/ports\/runtime\.ts$|^\.\/emulator-/;
      expect(imported.filter((from) => !allowed.test(from))).toEqual([]);
    },
  },
  {
    name: "it has exactly the verbs its traits promise",
    async run({ pair }) {
      const provider = describeProvider(pair);
      const { traits } = provider;
      expect({
        enableLink: provider.enableLink !== undefined,
        archiveLink: provider.archiveLink !== undefined,
        editLink: provider.editLink !== undefined,
        listLinks: provider.listLinks !== undefined,
        listAccounts: provider.listAccounts !== undefined,
        listCurrencies: provider.listCurrencies !== undefined,
        fetchLinks: provider.fetchLinks !== undefined,
      }).toEqual({
        enableLink: traits.disable === "reversible",
        archiveLink: traits.canArchive,
        editLink: traits.editable.length > 0,
        listLinks: traits.list !== undefined,
        listAccounts: traits.canListAccounts,
        listCurrencies: traits.currencies === "server",
        fetchLinks: traits.fetchBatch > 1,
      });
    },
  },
];
