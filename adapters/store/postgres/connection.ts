import { type ClientConfig, types } from "pg";

const int8 = 20;

/** Whole numbers of 64 bits come as numbers: they are row numbers and milliseconds, far below 2^53. */
const parsers: ClientConfig["types"] = {
  getTypeParser: ((id: number, format?: "text" | "binary") =>
    id === int8 ? Number : types.getTypeParser(id, format as "text")) as typeof types.getTypeParser,
};

/** How long the server itself lets a statement run: what a caller has given up on is not done behind its back. */
export const statementTimeoutMs = 1_800;

/** Settings of every connection of ours. Tables are in a schema of their own, so that a database may be shared. */
export function connectionConfig(url: string, name: string): ClientConfig {
  return {
    connectionString: url,
    application_name: `paylink ${name}`.slice(0, 63),
    connectionTimeoutMillis: 1_500,
    keepAlive: true,
    types: parsers,
    options: `-c search_path=paylink -c idle_in_transaction_session_timeout=10000`,
  };
}
