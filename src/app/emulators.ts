import type { Terminal } from "../ports/chat-platform.ts";
import { startProviderEmulators } from "./discover.ts";
import { systemClock } from "./runtime.ts";

interface EmulatorsSettings {
  readonly port: number;
  readonly terminal: Terminal;
  /** Where the bot listens; `http://127.0.0.1:3000` when absent. */
  readonly botUrl?: string;
}

/** Serves the provider emulators until the process is asked to stop; prints the environment that points a bot at them. */
export async function runEmulators(settings: EmulatorsSettings): Promise<void> {
  const botUrl = (settings.botUrl ?? "http://127.0.0.1:3000").replace(/\/+$/, "");
  const emulators = await startProviderEmulators({ port: settings.port, clock: systemClock, botUrl: () => botUrl });
  const lines = Object.entries({ ...emulators.env, PUBLIC_URL: botUrl }).map(
    ([name, value]) => `${name}=${quoted(value)}`,
  );
  settings.terminal.write(
    `# ${emulators.ids.join(", ")} at ${emulators.origin}/<provider>; webhooks go to ${botUrl}\n${lines.join("\n")}\n`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
  await emulators.close();
}

/** So that a shell, and a `.env` file, read it as one value. */
function quoted(value: string): string {
  return /^[\w./:+=,@-]*$/.test(value) ? value : `"${value.replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
