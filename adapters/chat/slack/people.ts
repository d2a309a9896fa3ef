import type { Locale } from "../../../src/model/conversation.ts";
import type { Language } from "../../../src/model/currency.ts";
import type { PlatformContext } from "../../../src/ports/chat-platform.ts";
import type { SlackConfig } from "./config.ts";
import { isDirect } from "./refs.ts";
import type { SlackCalls } from "./web-client.ts";
import { type UserWire, userSchema } from "./wire.ts";
import { type RefusalReason, refusalOf } from "./words.ts";
import type { Workspace, Workspaces } from "./workspaces.ts";

/** What a person is to the workspace. */
export type Standing = "member" | "guest" | "stranger" | "bot" | "gone";

/** A person as Slack describes them. Plain JSON: it lives in the cache. */
export interface Person {
  readonly name: string;
  readonly standing: Standing;
  readonly language?: Language;
  readonly timezone?: string;
}

/** Whether somebody may act; with the polite no. */
export type Verdict = { readonly isAllowed: true } | { readonly isAllowed: false; readonly refusal: string };

/** Who people are and what they may. */
export interface People {
  /** Undefined when Slack did not say in time. */
  find(workspace: Workspace, user: string): Promise<Person | undefined>;
  /** Only what is remembered, at once. */
  recall(team: string, user: string): Promise<Person | undefined>;
  judge(person: Person, user: string, channel: string | undefined): Verdict;
  /** The language and clock to speak to them in. */
  localeOf(person: Person | undefined): Locale;
}

const rememberMs = 10 * 60_000;
const nearMs = 30_000;
const mostNear = 20_000;
/** Acknowledgements wait for the look-up, so it gets half of the vendor's three seconds. */
const lookUpMs = 1_500;

/** Looks people up with `users.info` and remembers them for ten minutes. */
export function createPeople(
  config: SlackConfig,
  context: PlatformContext,
  { calls, workspaces }: { readonly calls: SlackCalls; readonly workspaces: Workspaces },
): People {
  const { cache, clock, logger } = context;
  /** In front of the cache: this is asked at every request. */
  const near = new Map<string, { readonly person: Person; readonly until: number }>();

  const asking = new Map<string, Promise<Person | undefined>>();

  function keep(key: string, person: Person, forMs: number): void {
    if (near.size >= mostNear) near.clear();
    near.set(key, { person, until: clock.now().getTime() + forMs });
  }

  async function known(key: string): Promise<Person | undefined> {
    const entry = near.get(key);
    if (entry !== undefined && entry.until > clock.now().getTime()) return entry.person;
    const person = await cache.get<Person>(key);
    if (person !== undefined) keep(key, person, nearMs);
    return person;
  }

  async function ask(workspace: Workspace, user: string): Promise<Person> {
    const answer = await calls.call(workspace.token, "users.info", { user, include_locale: true });
    const person = toPerson(userSchema.parse(answer.user), (team) => workspaces.isOurs(team));
    keep(keyOf(workspace, user), person, nearMs);
    await cache.set(keyOf(workspace, user), person, rememberMs);
    return person;
  }

  /** Many requests of one person at once ask once. */
  function askOnce(workspace: Workspace, user: string): Promise<Person | undefined> {
    const key = keyOf(workspace, user);
    const asked =
      asking.get(key) ??
      ask(workspace, user)
        .catch((error: unknown) => {
          logger.warn("Slack did not say who somebody is", { error });
          return undefined;
        })
        .finally(() => asking.delete(key));
    asking.set(key, asked);
    return asked;
  }

  return {
    async find(workspace, user) {
      const found = await known(keyOf(workspace, user));
      if (found !== undefined) return found;
      const done = new AbortController();
      const late = clock.sleep(lookUpMs, done.signal).then(() => undefined);
      return Promise.race([askOnce(workspace, user), late]).finally(() => done.abort());
    },
    recall: (team, user) => known(keyOf({ team }, user)),
    judge(person, user, channel) {
      const reason = reasonAgainst(config, person, { user, channel });
      if (reason === undefined) return { isAllowed: true };
      return { isAllowed: false, refusal: refusalOf(reason, person.language ?? context.defaultLanguage) };
    },
    localeOf: (person) => ({
      language: person?.language ?? context.defaultLanguage,
      timezone: person?.timezone ?? context.defaultTimezone,
    }),
  };
}

function reasonAgainst(
  config: SlackConfig,
  { standing }: Person,
  { user, channel }: { readonly user: string; readonly channel: string | undefined },
): RefusalReason | undefined {
  if (standing !== "member") return standing;
  const { SLACK_ALLOWED_USERS: users, SLACK_ALLOWED_CHANNELS: channels } = config;
  if (users.length > 0 && !users.includes(user)) return "not-listed";
  if (channel === undefined || isDirect(channel) || channels.length === 0) return undefined;
  return channels.includes(channel) ? undefined : "channel";
}

/** Source: Slack docs, User object; for people of other organisations: Slack Connect, External members. */
function toPerson(user: UserWire, isOurs: (team: string) => boolean): Person {
  const { profile } = user;
  const name = [profile?.display_name, profile?.real_name, user.real_name, user.name].find((each) => each);
  const language = languageOf(user.locale);
  return {
    name: name ?? user.id,
    standing: standingOf(user, isOurs),
    ...(language !== undefined && { language }),
    ...(user.tz !== undefined && isTimezone(user.tz) && { timezone: user.tz }),
  };
}

function standingOf(user: UserWire, isOurs: (team: string) => boolean): Standing {
  if (user.deleted === true) return "gone";
  if (user.is_bot === true || user.is_workflow_bot === true || user.id === "USLACKBOT") return "bot";
  const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
  if (user.is_stranger === true || !teams.some((team) => team !== undefined && isOurs(team))) return "stranger";
  return user.is_restricted === true || user.is_ultra_restricted === true ? "guest" : "member";
}

function languageOf(locale: string | undefined): Language | undefined {
  if (locale === undefined) return undefined;
  return locale.startsWith("zh") ? "zh" : locale.startsWith("en") ? "en" : undefined;
}

function isTimezone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function keyOf({ team }: Pick<Workspace, "team">, user: string): string {
  return `slack-person:${team}:${user}`;
}
