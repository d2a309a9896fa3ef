import { glob, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const read = async (pattern: string) => {
  const files: { path: string; text: string }[] = [];
  for await (const path of glob(pattern))
    if (!path.endsWith(".test.ts")) files.push({ path, text: await readFile(path, "utf8") });
  return files;
};
const source = await read("src/**/*.ts");
const all = [...source, ...(await read("adapters/**/*.ts"))];
const uncommented = (text: string) => text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
const where = (files: typeof all, pattern: RegExp) =>
  files.filter(({ text }) => pattern.test(text)).map(({ path }) => path);

describe("the source", () => {
  it("names no provider and no platform in src, but for the words people type", () => {
    const vendors = /\b(onerway|payermax|gstable|qlink|arcblock|slack|telegram)\b/i;
    const code = source.map(({ path, text }) => ({ path, text: uncommented(text) }));

    // Sentences show examples, variables show values, and free text must know that "via Onerway" names a provider.
    expect(
      where(code, vendors).filter((path) => !/^src\/(bot\/replies|config\/app-config|intents\/)/.test(path)),
    ).toEqual([]);
  });

  it("reads the environment in one place", () => {
    expect(where(all, /process\.env\b/)).toEqual(["src/main.ts"]);
  });

  it("takes time and randomness only through the ports", () => {
    const outside = /\b(Date\.now\(\)|Math\.random\(\)|randomUUID\(\)|new Date\(\))/;

    expect(where(source, outside).filter((path) => !path.startsWith("src/app/"))).toEqual([]);
  });

  it("has no float near money", () => {
    expect(where(all, /parseFloat|Number\.parseFloat|toFixed\(/)).toEqual([]);
  });

  it("has no any, no non-null assertion, no enum, no namespace", () => {
    expect(
      where(
        all.map(({ path, text }) => ({ path, text: uncommented(text) })),
        /(:\s*any\b|<any>|\bas any\b|^\s*(export )?(const )?enum |^\s*(export )?namespace )/m,
      ),
    ).toEqual([]);
  });
});
