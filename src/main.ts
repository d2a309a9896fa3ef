#!/usr/bin/env node
import { existsSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// A second start reads what the first compiled, in all its threads. Beside the dependencies, so that only who may change
// those can change it.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/paylink", import.meta.url));
enableCompileCache();
if (existsSync(".env")) process.loadEnvFile(".env");
const { runCommandLine } = await import("./app/command-line.ts");
process.exitCode = await runCommandLine(process.argv.slice(2), process.env);
