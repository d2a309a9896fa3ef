/** A complete HTTP/1.1 answer. */
export interface Answer {
  readonly status: string;
}

const headEnd = Buffer.from("\r\n\r\n");
const lastChunk = Buffer.from("0\r\n\r\n");

/** The answer at the beginning of what was received, or undefined while it is not complete. */
export function answerIn(received: Buffer): Answer | undefined {
  const end = received.indexOf(headEnd);
  if (end === -1) return undefined;
  const head = received.toString("latin1", 0, end);
  const length = lengthIn(head);
  const isWhole =
    length === undefined
      ? !/chunked/i.test(head) || received.subarray(-5).equals(lastChunk)
      : received.length - end - 4 >= length;
  return isWhole ? { status: head.slice(9, 12) } : undefined;
}

function lengthIn(head: string): number | undefined {
  const at = head.search(/\r\ncontent-length:/i);
  return at === -1 ? undefined : Number.parseInt(head.slice(at + 17), 10);
}
