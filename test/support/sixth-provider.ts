import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** An adapters folder of its own, beside the same `src` and packages. */
export interface AdaptersCopy {
  readonly url: URL;
  remove(): void;
}

/** A copy of the adapters with one folder more: a provider nobody has heard of. Nothing else is changed. */
export function adaptersWithSixth(): AdaptersCopy {
  const copy = emptyAdapters();
  const home = fileURLToPath(copy.url);
  cpSync(join(root, "adapters"), home, {
    recursive: true,
    filter: (path) => !/\.test\.ts$|fixtures|README/.test(path),
  });
  const folder = join(home, "providers/shellpay");
  mkdirSync(folder);
  writeFileSync(join(folder, "index.ts"), `${moved("fake-provider.ts")}\nexport default fakeModule;\n`);
  writeFileSync(join(folder, "emulator.ts"), moved("fake-provider-emulator.ts"));
  return copy;
}

/** Adapters with nothing but this one provider, to see how a wrong one is refused. */
export function adaptersWith(id: string, index: string): AdaptersCopy {
  const copy = emptyAdapters();
  const folder = join(fileURLToPath(copy.url), "providers", id);
  mkdirSync(folder, { recursive: true });
  for (const kind of ["chat", "store"]) mkdirSync(join(fileURLToPath(copy.url), kind));
  writeFileSync(join(folder, "index.ts"), index);
  return copy;
}

function emptyAdapters(): AdaptersCopy {
  const home = mkdtempSync(join(tmpdir(), "paylink-adapters-"));
  for (const name of ["src", "node_modules"]) symlinkSync(join(root, name), join(home, name));
  mkdirSync(join(home, "adapters"));
  writeFileSync(join(home, "package.json"), '{"type":"module"}');
  return {
    url: pathToFileURL(join(home, "adapters/")),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** The small provider of the contract suite as a folder of its own would have it: another name, other paths. */
function moved(file: string): string {
  return readFileSync(join(root, "test/support", file), "utf8")
    .replace(/^import fakeEmulator.*\n^import type \{ ProviderPair \}.*\n/m, "")
    .replace(/\/\*\* The fake with its emulator\. \*\/\nexport function fakeProvider[\s\S]*?\n\}\n/, "")
    .replaceAll('"../../adapters/shared/', '"../../shared/')
    .replaceAll('"../../src/', '"../../../src/')
    .replaceAll('"fake"', '"shellpay"')
    .replaceAll('"Fake"', '"ShellPay"')
    .replaceAll("FAKE_", "SHELLPAY_");
}
