import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { writtenDocuments } from "../tools/documents.ts";

describe("generated documents", async () => {
  it.each(await writtenDocuments())(
    "$path says what the code says (npm run docs renews it)",
    async ({ path, text }) => {
      expect(await readFile(path, "utf8")).toBe(text);
    },
  );
});
