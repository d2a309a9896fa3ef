import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { discoverModules } from "../../src/app/discover.ts";

const required: Readonly<Record<string, readonly string[]>> = {
  providers: [
    "index.ts",
    "config.ts",
    "client.ts",
    "wire.ts",
    "mapping.ts",
    "webhook.ts",
    "emulator.ts",
    "fixtures",
    "README.md",
  ],
  chat: ["index.ts", "config.ts", "platform.ts", "inbound.ts", "render.ts", "README.md"],
  store: ["index.ts", "README.md"],
};
const folders = await Promise.all(
  Object.keys(required).map(async (kind) =>
    (await readdir(`adapters/${kind}`, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({ kind, id: entry.name })),
  ),
);

describe("adapter folders", () => {
  it.each(folders.flat())("$kind/$id has the files every adapter of its kind has", async ({ kind, id }) => {
    const names = await readdir(`adapters/${kind}/${id}`);

    expect(required[kind]?.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(folders.flat().filter(({ kind }) => kind !== "store"))(
    "$kind/$id names its variables in its README",
    async ({ kind, id }) => {
      const { providers, platforms } = await discoverModules();
      const module = [...providers, ...platforms].find((each) => each.id === id);
      const readme = await readFile(`adapters/${kind}/${id}/README.md`, "utf8");

      expect(Object.keys(module?.env.shape ?? {}).filter((name) => !readme.includes(name))).toEqual([]);
    },
  );
});
