import { App, LogLevel } from "@slack/bolt";
import { ConfigError, PlatformError } from "../../../src/model/errors.ts";
import type { ChatPlatform, PlatformContext } from "../../../src/ports/chat-platform.ts";
import { createFleetingMessages } from "./answer-handle.ts";
import { createLastChoices } from "./choices.ts";
import { oauthOf, type SlackConfig } from "./config.ts";
import { createDirectChannels } from "./direct-channels.ts";
import { createDoors } from "./doors.ts";
import { createFeed } from "./feed.ts";
import { createFormFlow } from "./form-flow.ts";
import { createHome } from "./home.ts";
import { createInbound } from "./inbound.ts";
import { installationRoutes } from "./installation.ts";
import { listenToCommands } from "./listen-commands.ts";
import { registerListeners } from "./listeners.ts";
import { paceOf } from "./pace.ts";
import { createPeople } from "./people.ts";
import { createPictures } from "./pictures.ts";
import { createHttpReceiver } from "./receiver.ts";
import { fromActor, slackId } from "./refs.ts";
import { createRequestCheck } from "./request-check.ts";
import { createSender } from "./send.ts";
import { StoredFirstSocket } from "./socket.ts";
import { createTroubleTeller } from "./troubles.ts";
import { createSlackCalls } from "./web-client.ts";
import { createWorkspaces, secretKeyMissing } from "./workspaces.ts";

/** Puts the parts together: Bolt routes, everything that sends goes through one client without retries. */
export function createSlackPlatform(config: SlackConfig, context: PlatformContext): ChatPlatform {
  const { clock, logger, metrics, cache } = context;
  const calls = createSlackCalls({ apiUrl: config.SLACK_API_URL, clock, logger, metrics });
  const workspaces = createWorkspaces(config, context, calls);
  const people = createPeople(config, context, { calls, workspaces });
  const inbound = createInbound(context, people);
  const direct = createDirectChannels(cache, calls);
  const doors = createDoors(context, { calls, workspaces, people });
  const fleeting = createFleetingMessages(cache, clock, calls);
  const pictures = createPictures(context, calls);
  const sender = createSender(context, { calls, workspaces, pictures, fleeting, direct, doors });
  const choices = createLastChoices(context);
  const form = createFormFlow(context, { calls, people, choices, inbound, direct });
  const home = createHome(context, { calls, people });
  const feed = createFeed(context, createTroubleTeller(context, { people, calls }));

  const appToken = config.SLACK_APP_TOKEN;
  const check = createRequestCheck(config.SLACK_SIGNING_SECRET ?? "", clock);
  const http = appToken === undefined ? createHttpReceiver({ check, feed, metrics }) : undefined;
  const receiver = http ?? new StoredFirstSocket({ appToken: appToken ?? "", calls, feed, clock, logger });
  const app = new App({
    receiver,
    // Tokens are found where they are used: a listener asks for its workspace, so Bolt itself needs none.
    authorize: async () => ({}),
    clientOptions: calls.options,
    logLevel: LogLevel.ERROR,
    ...(calls.options.logger !== undefined && { logger: calls.options.logger }),
    convoStore: false,
    ignoreSelf: false,
  });
  app.error(async (error) => {
    throw error;
  });
  const parts = { calls, workspaces, inbound, form, home, doors, direct, fleeting };
  listenToCommands(feed, context, parts);
  registerListeners(app, context, parts);

  const routes = [...(http === undefined ? [] : [http.route]), ...installation()];

  function installation() {
    const oauth = oauthOf(config);
    if (oauth === undefined) return [];
    const { publicUrl, secrets } = context;
    if (secrets === undefined) throw new ConfigError([secretKeyMissing]);
    if (publicUrl === undefined) throw new ConfigError([publicUrlMissing]);
    const isAllowed = (team: string) => config.SLACK_ALLOWED_TEAMS.includes(team);
    const apiUrl = config.SLACK_API_URL;
    return installationRoutes(context, { ...oauth, apiUrl, publicUrl, calls, workspaces, isAllowed });
  }

  return {
    id: slackId,
    routes: () => routes,
    async start() {
      await workspaces.start();
      await app.start();
    },
    async stop() {
      await app.stop();
    },
    post: (target, message) => sender.post(target, message),
    update: (ref, message) => sender.update(ref, message),
    pace: paceOf,
    async directConversation(actor) {
      const { team, user } = fromActor(actor);
      try {
        return await direct.find(await workspaces.require(team), user);
      } catch (error) {
        if (error instanceof PlatformError && error.kind === "unreachable") return undefined;
        throw error;
      }
    },
  };
}

const publicUrlMissing = {
  variable: "PUBLIC_URL",
  problem: "is missing: Slack sends people back to it after an installation",
  example: "https://pay.example.com",
};
