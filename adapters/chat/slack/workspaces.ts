import { ConfigError, PlatformError } from "../../../src/model/errors.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import { oauthOf, type SlackConfig } from "./config.ts";
import { slackId } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";

/** A workspace the bot is installed in. */
export interface Workspace {
  readonly team: string;
  readonly token: string;
  readonly botUser: string;
}

/** An installation as it rests: the token sealed. */
interface InstallationRecord {
  readonly token: string;
  readonly botUser: string;
  readonly name: string;
  readonly installedAt: string;
}

/** The workspaces the bot serves and their tokens. */
export interface Workspaces {
  /** Learns which workspace the bot token belongs to. @throws ConfigError when Slack refuses the token. */
  start(): Promise<void>;
  /** The workspace with this id, or undefined when the bot is not installed there. */
  find(team: string): Promise<Workspace | undefined>;
  /** The workspace a proven request came from: the one there is, unless the app is installed in several. */
  serving(team: string | undefined): Promise<Workspace | undefined>;
  /** The same as `find`, for sending. @throws PlatformError kind `unauthorised` when the bot is not installed there. */
  require(team: string): Promise<Workspace>;
  /** Whether a person whose home is this workspace counts as one of ours. */
  isOurs(team: string): boolean;
  install(workspace: Workspace, name: string): Promise<void>;
  /** Forgets an installation. */
  remove(team: string): Promise<void>;
}

const recordKind = "slack-installation";
const rememberMs = 60_000;

/** Keeps one token from the configuration, and those of installations in the records. */
export function createWorkspaces(config: SlackConfig, context: PlatformContext, calls: SlackCalls): Workspaces {
  const { records, cache, clock, secrets, logger } = context;
  const token = config.SLACK_BOT_TOKEN;
  let own: Workspace | undefined;
  let learning: Promise<void> | undefined;

  async function learn(): Promise<void> {
    if (token === undefined || own !== undefined) return;
    learning ??= calls
      .call(token, "auth.test")
      .then((answer) => {
        own = { team: String(answer.team_id), botUser: String(answer.user_id), token };
      })
      .finally(() => {
        learning = undefined;
      });
    await learning;
  }

  async function readRecord(team: string): Promise<InstallationRecord | undefined> {
    const known = await cache.get<InstallationRecord>(`${recordKind}:${team}`);
    if (known !== undefined) return known;
    const stored = await records.getRecord<InstallationRecord>(recordKind, team, clock.now());
    if (stored !== undefined) await cache.set(`${recordKind}:${team}`, stored.value, rememberMs);
    return stored?.value;
  }

  async function find(team: string): Promise<Workspace | undefined> {
    await learn();
    if (own?.team === team) return own;
    if (secrets === undefined) return undefined;
    const record = await readRecord(team);
    return record === undefined ? undefined : { team, botUser: record.botUser, token: secrets.open(record.token) };
  }

  return {
    async start() {
      try {
        await learn();
      } catch (error) {
        if (!(error instanceof PlatformError) || error.kind !== "unauthorised") {
          logger.warn("Slack could not be asked whose token this is; it is asked again when needed", { error });
          return;
        }
        const problem = `Slack refuses this token (${error.vendorCode ?? "unknown"}): copy it again after installing`;
        throw new ConfigError([{ variable: "SLACK_BOT_TOKEN", problem, example: "xoxb-1234-5678-abcd" }]);
      }
    },
    find,
    async serving(team) {
      if (oauthOf(config) !== undefined) return team === undefined ? undefined : find(team);
      await learn();
      return own;
    },
    async require(team) {
      const found = await find(team);
      if (found !== undefined) return found;
      throw new PlatformError({ platform: slackId, kind: "unauthorised", vendorCode: "not-installed" });
    },
    isOurs: (team) => own?.team === team || config.SLACK_ALLOWED_TEAMS.includes(team),
    async install(workspace, name) {
      if (secrets === undefined) throw new ConfigError([secretKeyMissing]);
      const sealed = secrets.seal(workspace.token);
      const installedAt = clock.now().toISOString();
      const value: InstallationRecord = { token: sealed, botUser: workspace.botUser, name, installedAt };
      await records.writeRecord({ kind: recordKind, key: workspace.team, value });
      await cache.delete(`${recordKind}:${workspace.team}`);
    },
    async remove(team) {
      if (own?.team === team) logger.error("the app was removed from its workspace: SLACK_BOT_TOKEN is dead");
      await records.writeRecord({ kind: recordKind, key: team, value: undefined });
      await cache.delete(`${recordKind}:${team}`);
    },
  };
}

/** Tokens of installations rest encrypted or not at all. */
export const secretKeyMissing = {
  variable: "SECRET_KEY",
  problem: "is missing: tokens of Slack installations are stored encrypted",
  example: "any-long-random-text-of-yours",
};
