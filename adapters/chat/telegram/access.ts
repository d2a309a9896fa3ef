import type { Clock } from "../../../src/ports/runtime.ts";
import type { Records, StoredRecord } from "../../../src/ports/store.ts";
import type { TelegramConfig } from "./config.ts";
import { isBasicGroup, isShared } from "./refs.ts";
import type { UserWire } from "./wire.ts";

/** Kinds of this platform's records. */
export const recordKinds = {
  member: "telegram.member",
  invitation: "telegram.invitation",
  request: "telegram.request",
  refusal: "telegram.refusal",
  button: "telegram.button",
  moved: "telegram.moved",
} as const;

/** Somebody an invitation let in. The key of the record is the user id, which never changes hands. */
export interface Member {
  readonly name: string;
  readonly username?: string;
  /** The person who approved, or `command line` for an invitation that named them. */
  readonly admittedBy: string;
  readonly at: string;
}

/** Who may act, and where cards may be shown. */
export interface Access {
  isAdmitted(userId: number): Promise<boolean>;
  /** Where cards may be shown: everywhere in private, and in the listed groups, if any group is listed. */
  isPermittedChat(chatId: number): Promise<boolean>;
  admit(user: UserWire, admittedBy: string): Promise<void>;
  /** Everybody who may act. */
  admitted(): Promise<readonly number[]>;
  /** True once a day for a stranger: the one time they are answered. */
  mayRefuse(key: string): Promise<boolean>;
  /** Remembers that a group has become a supergroup. */
  rememberMove(from: number, to: number): Promise<void>;
  /** The supergroup a group has become, as far as was heard. */
  movedTo(chatId: number): Promise<number | undefined>;
}

const refusalMs = 24 * 60 * 60 * 1_000;

/** Reads the configuration and the store at every question: who was removed is out at once. */
export function createAccess(config: Pick<TelegramConfig, "TELEGRAM_ALLOWED">, records: Records, clock: Clock): Access {
  const listed = config.TELEGRAM_ALLOWED ?? [];
  const people = new Set(listed.filter((id) => !isShared(id)));
  const chats = new Set(listed.filter(isShared));

  return {
    async isAdmitted(userId) {
      return people.has(userId) || (await findMember(records, userId, clock.now())) !== undefined;
    },
    async isPermittedChat(chatId) {
      if (!isShared(chatId) || chats.size === 0 || chats.has(chatId)) return true;
      const before = await records.getRecord<number>(recordKinds.moved, `to:${chatId}`, clock.now());
      return before !== undefined && chats.has(before.value);
    },
    async admit(user, admittedBy) {
      const member: Member = {
        name: nameOf(user),
        ...(user.username !== undefined && { username: user.username }),
        admittedBy,
        at: clock.now().toISOString(),
      };
      await records.writeRecord({ kind: recordKinds.member, key: String(user.id), value: member });
    },
    async admitted() {
      const members = await listMembers(records, clock.now());
      return [...new Set([...people, ...members.map((each) => Number(each.key))])];
    },
    async mayRefuse(key) {
      const now = clock.now();
      const known = await records.getRecord(recordKinds.refusal, key, now);
      if (known !== undefined) return false;
      const expiresAt = new Date(now.getTime() + refusalMs);
      return records.writeRecord({ kind: recordKinds.refusal, key, value: { at: now.toISOString() }, expiresAt });
    },
    async rememberMove(from, to) {
      await records.writeRecord({ kind: recordKinds.moved, key: String(from), value: to });
      await records.writeRecord({ kind: recordKinds.moved, key: `to:${to}`, value: from });
    },
    async movedTo(chatId) {
      if (!isBasicGroup(chatId)) return undefined;
      return (await records.getRecord<number>(recordKinds.moved, String(chatId), clock.now()))?.value;
    },
  };
}

/** Everybody an invitation let in. */
export function listMembers(records: Records, now: Date): Promise<readonly StoredRecord<Member>[]> {
  return records.listRecords<Member>(recordKinds.member, "", now);
}

/** A person's name as they chose it; may be anything. */
export function nameOf(user: UserWire): string {
  const full = [user.first_name, user.last_name].filter((each) => each !== undefined && each !== "").join(" ");
  return full.trim() === "" ? (user.username ?? String(user.id)) : full;
}

/** How a person can be told apart: their @name, else their number. */
export function handleOf(user: UserWire): string {
  return user.username === undefined ? `id ${user.id}` : `@${user.username}`;
}

function findMember(records: Records, userId: number, now: Date): Promise<StoredRecord<Member> | undefined> {
  return records.getRecord<Member>(recordKinds.member, String(userId), now);
}
