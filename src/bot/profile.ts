import type { ActorId, Locale } from "../model/conversation.ts";
import { findCurrency, type Language } from "../model/currency.ts";
import { InputError } from "../model/errors.ts";
import type { Defaults, Profile } from "../ports/chat-platform.ts";
import type { Records, RecordWrite } from "../ports/store.ts";
import type { ProviderRegistry } from "../services/provider-registry.ts";
import { isTimezone } from "./moment.ts";

const recordKind = "profile";

/** What the configuration says for everybody. */
export interface HouseDefaults {
  readonly provider?: string;
  readonly currency?: string;
  readonly country?: string;
  /** Absent: the person's chat settings decide. */
  readonly language?: Language;
  readonly timezone: string;
}

/** A person's own choices, as stored; empty when they made none. */
export async function findProfile(records: Records, actor: ActorId, now: Date): Promise<Profile> {
  return (await records.getRecord<Profile>(recordKind, actor, now))?.value ?? {};
}

/** The write that makes these the person's choices. */
export function profileWrite(actor: ActorId, profile: Profile): RecordWrite {
  return { kind: recordKind, key: actor, value: profile };
}

/** Language and clock for one person: their own choice, else the house's, else their chat's settings. */
export function localeFor(profile: Profile, house: HouseDefaults, platform: Partial<Locale>, said = ""): Locale {
  return {
    language: profile.language ?? house.language ?? platform.language ?? spokenLanguage(said),
    timezone: [profile.timezone, platform.timezone].find(isKnownZone) ?? house.timezone,
  };
}

/** A chat may name a zone this runtime has not heard of. */
function isKnownZone(timezone: string | undefined): timezone is string {
  return timezone !== undefined && isTimezone(timezone);
}

/** Where nothing else tells, a person is answered in the language they wrote. */
function spokenLanguage(said: string): Language {
  return /\p{Script=Han}/u.test(said) ? "zh" : "en";
}

/** What this person may leave out of a command. */
export function defaultsFor(
  profile: Profile,
  house: HouseDefaults,
  locale: Locale,
  providers: ProviderRegistry,
): Defaults {
  const own = providers.all().find((each) => each.provider.account.provider === profile.provider)?.provider
    .account.provider;
  const houseProvider =
    providers.all().length === 1 || house.provider !== undefined
      ? providers.all()[0]?.provider.account.provider
      : undefined;
  const provider = own ?? houseProvider;
  const currency = profile.currency ?? house.currency;
  const country = profile.country ?? house.country;
  return {
    ...(provider !== undefined && { provider }),
    ...(currency !== undefined && { currency }),
    ...(country !== undefined && { country }),
    ...locale,
  };
}

/**
 * The profile after `settings key:value ...`; a dash clears a choice.
 *
 * @throws InputError for a key or value that cannot be.
 */
export function changeProfile(
  profile: Profile,
  changes: Readonly<Record<string, string>>,
  providers: ProviderRegistry,
): Profile {
  let changed: Record<string, string> = { ...profile };
  for (const [key, value] of Object.entries(changes)) {
    if (value === "-" && isSetting(key)) {
      const { [key]: _cleared, ...rest } = changed;
      changed = rest;
      continue;
    }
    changed = { ...changed, [key]: readSetting(key, value, providers) };
  }
  return changed as Profile;
}

const settingReaders = {
  language: (value: string) => languageNames.get(value.toLowerCase()),
  timezone: (value: string) => (isTimezone(value) ? value : undefined),
  currency: (value: string) => findCurrency(value)?.code,
  country: (value: string) => (/^[a-z]{2}$/i.test(value) ? value.toUpperCase() : undefined),
  provider: (value: string, providers: ProviderRegistry) =>
    providers.all().find((each) => each.provider.account.provider === value.toLowerCase())?.provider.account.provider,
} as const;

const languageNames: ReadonlyMap<string, Language> = new Map([
  ["en", "en"],
  ["english", "en"],
  ["英文", "en"],
  ["英语", "en"],
  ["zh", "zh"],
  ["zh-cn", "zh"],
  ["chinese", "zh"],
  ["中文", "zh"],
]);

function readSetting(key: string, value: string, providers: ProviderRegistry): string {
  if (!isSetting(key))
    throw new InputError("unknown-option", { option: key, names: Object.keys(settingReaders).join(", ") });
  const read = settingReaders[key](value, providers);
  if (read === undefined) throw new InputError("bad-setting", { option: key, value });
  return read;
}

function isSetting(key: string): key is keyof typeof settingReaders {
  return Object.hasOwn(settingReaders, key);
}
