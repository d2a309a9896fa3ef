import { createHash } from "node:crypto";
import type { Clock, IdSource } from "../../../src/ports/runtime.ts";
import type { Records } from "../../../src/ports/store.ts";
import { recordKinds } from "./access.ts";
import type { UserWire } from "./wire.ts";

/** A way in that dies after use or an hour. Stored under the hash of its code: who reads the store cannot use it. */
export interface Invitation {
  /** `@name` in lower case, or a user id; absent: an admitted person approves who came. */
  readonly onlyFor?: string;
  /** Who used it. A second delivery of the same `/start` finds it here and goes on where the first one died. */
  readonly usedBy?: number;
}

/** How a `/start <code>` ended. */
export type Redemption = "admitted" | "needs-approval" | "refused";

interface InvitationContext {
  readonly records: Records;
  readonly clock: Clock;
}

const lifeMs = 60 * 60 * 1_000;
const codeBytes = 18;
const codePattern = /^[A-Za-z0-9_-]{24}$/;

/** Makes an invitation and returns its code, which is kept nowhere. */
export async function createInvitation(
  { records, clock, ids }: InvitationContext & { readonly ids: IdSource },
  onlyFor?: string,
): Promise<string> {
  const code = Buffer.from(ids.bytes(codeBytes)).toString("base64url");
  await records.writeRecord({
    kind: recordKinds.invitation,
    key: hashOf(code),
    value: onlyFor === undefined ? {} : { onlyFor },
    expectedRevision: 0,
    expiresAt: new Date(clock.now().getTime() + lifeMs),
  });
  return code;
}

/** `@Name`, `name` or a number, as an invitation keeps it; undefined when it can be neither. */
export function readInvitee(text: string): string | undefined {
  if (/^\d{1,16}$/.test(text)) return text;
  // Source: Telegram, usernames: 5 to 32 letters, digits and underscores (4 for bought ones).
  const [, name] = /^@?([A-Za-z]\w{3,31})$/.exec(text) ?? [];
  return name === undefined ? undefined : `@${name.toLowerCase()}`;
}

/**
 * Takes an invitation for this person, at most once whoever races for it. One that is not for them stays as it is.
 * What follows from it must be written before `finishInvitation`.
 */
export async function redeemInvitation(
  { records, clock }: InvitationContext,
  code: string,
  user: UserWire,
): Promise<Redemption> {
  if (!codePattern.test(code)) return "refused";
  const key = hashOf(code);
  const found = await records.getRecord<Invitation>(recordKinds.invitation, key, clock.now());
  if (found === undefined) return "refused";
  const { onlyFor, usedBy } = found.value;
  if (usedBy !== undefined && usedBy !== user.id) return "refused";
  if (onlyFor !== undefined && !isFor(onlyFor, user)) return "refused";
  if (usedBy === undefined) {
    const isOurs = await records.writeRecord({
      kind: recordKinds.invitation,
      key,
      value: { ...found.value, usedBy: user.id } satisfies Invitation,
      expectedRevision: found.revision,
      expiresAt: new Date(clock.now().getTime() + lifeMs),
    });
    if (!isOurs) return "refused";
  }
  return onlyFor === undefined ? "needs-approval" : "admitted";
}

/** Ends a taken invitation for good. */
export async function finishInvitation({ records }: InvitationContext, code: string): Promise<void> {
  await records.writeRecord({ kind: recordKinds.invitation, key: hashOf(code), value: undefined });
}

function isFor(onlyFor: string, user: UserWire): boolean {
  if (!onlyFor.startsWith("@")) return onlyFor === String(user.id);
  return user.username !== undefined && `@${user.username.toLowerCase()}` === onlyFor;
}

function hashOf(code: string): string {
  return createHash("sha256").update(code, "utf8").digest("base64url");
}
