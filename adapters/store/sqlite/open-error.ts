import { ConfigError, StoreUnavailableError } from "../../../src/model/errors.ts";
import { isBusy, messageOf } from "./sqlite-error.ts";

/** Why a file was not opened, as the thread tells it: plain, since it crosses to the event loop. */
export interface Refusal {
  readonly problem: string;
  /** Somebody must change something; otherwise it may be tried again. */
  readonly isConfiguration: boolean;
}

export function toRefusal(error: unknown): Refusal {
  return { problem: messageOf(error), isConfiguration: !isBusy(error) };
}

/** The error callers see. */
export function toOpenError(error: unknown): Error {
  return errorOfRefusal(toRefusal(error));
}

export function errorOfRefusal({ problem, isConfiguration }: Refusal): Error {
  if (!isConfiguration) return new StoreUnavailableError(problem);
  return new ConfigError([{ variable: "DATABASE_URL", problem, example: "sqlite:data/paylink.db" }]);
}
