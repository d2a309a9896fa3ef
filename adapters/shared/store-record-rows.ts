import type { ActorId, ConversationRef, MessageRef } from "../../src/model/conversation.ts";
import type { Draft } from "../../src/model/draft.ts";
import type { RecordWrite, StoredRecord } from "../../src/ports/store.ts";
import { decodeDocument, encodeDocument } from "./store-codec.ts";

/** A draft as it is written and read. */
export interface DraftRow {
  readonly conversation: string;
  readonly actor: string;
  readonly state: string;
  readonly prompt: string | null;
  readonly expires_at: number;
}

export function toDraftRow(draft: Draft): DraftRow {
  return {
    conversation: draft.conversation,
    actor: draft.actor,
    state: encodeDocument(draft.state ?? null),
    prompt: draft.prompt ?? null,
    expires_at: draft.expiresAt.getTime(),
  };
}

export function fromDraftRow(row: DraftRow): Draft {
  return {
    conversation: row.conversation as ConversationRef,
    actor: row.actor as ActorId,
    state: decodeDocument<unknown>(row.state),
    ...(row.prompt !== null && { prompt: row.prompt as MessageRef }),
    expiresAt: new Date(row.expires_at),
  };
}

/** A record as it is written; `value` null deletes. */
export interface RecordWriteRow {
  readonly kind: string;
  readonly key: string;
  readonly value: string | null;
  readonly expected: number | null;
  readonly expires_at: number | null;
}

/** A record as it is read. */
export interface RecordRow {
  readonly key: string;
  readonly value: string;
  readonly revision: number;
}

export function toRecordRow(write: RecordWrite): RecordWriteRow {
  return {
    kind: write.kind,
    key: write.key,
    value: write.value === undefined ? null : encodeDocument(write.value),
    expected: write.expectedRevision ?? null,
    expires_at: write.expiresAt?.getTime() ?? null,
  };
}

export function fromRecordRow<T>(row: RecordRow): StoredRecord<T> {
  return { key: row.key, value: decodeDocument<T>(row.value), revision: row.revision };
}
