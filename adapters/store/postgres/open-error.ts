import { ConfigError, StoreUnavailableError } from "../../../src/model/errors.ts";
import { NewerDatabaseError } from "./migrate.ts";
import { isConfiguration, toStoreError } from "./pg-error.ts";

/** Other processes work on a database that was to be copied. */
export class UsedDatabaseError extends Error {}

/** What an operator has to change, or that the server is away. The URL may hold a password and is never repeated. */
export function toOpenError(error: unknown): Error {
  if (error instanceof NewerDatabaseError || error instanceof UsedDatabaseError) return refusal(error.message);
  if (isConfiguration(error))
    return refusal(`PostgreSQL refused us: ${error instanceof Error ? error.message : error}`);
  return error instanceof StoreUnavailableError ? error : toStoreError("open", error);
}

function refusal(problem: string): ConfigError {
  return new ConfigError([{ variable: "DATABASE_URL", problem, example: "postgres://paylink@localhost/paylink" }]);
}
