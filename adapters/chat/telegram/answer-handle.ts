import { z } from "zod";

/** Which message, and whose, a reply answers: a question in a group must be put to somebody. */
export interface AnswerHandle {
  readonly messageId?: number;
  readonly userId: number;
  readonly name: string;
}

const handleSchema = z.object({ m: z.int().optional(), u: z.int(), n: z.string() });

/** The handle as the core carries it. */
export function toAnswerHandle({ messageId, userId, name }: AnswerHandle): string {
  return JSON.stringify({ ...(messageId !== undefined && { m: messageId }), u: userId, n: name });
}

/** Reads it back; one that cannot be read is as good as none. */
export function readAnswerHandle(text: string | undefined): AnswerHandle | undefined {
  if (text === undefined) return undefined;
  try {
    const { m, u, n } = handleSchema.parse(JSON.parse(text));
    return { ...(m !== undefined && { messageId: m }), userId: u, name: n };
  } catch {
    return undefined;
  }
}
