import type { Clock } from "./runtime.ts";

/** Provider emulators listening behind one port, a path per provider. */
export interface RunningEmulators {
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** The environment that points a bot at all of them. */
  readonly env: Readonly<Record<string, string>>;
  /** Provider ids, as paths. */
  readonly ids: readonly string[];
  close(): Promise<void>;
}

/** Where emulators listen and where they report. */
export interface EmulatorSettings {
  /** 0: a free one. */
  readonly port: number;
  readonly clock: Clock;
  /** The bot's public address, once known; without it nothing is reported. */
  readonly botUrl: () => string | undefined;
}
