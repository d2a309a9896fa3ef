/** A complete HTTP/1.1 answer. */
export interface Answer {
  readonly status: string;
}

/** The answer at the beginning of what was received, or undefined while it is not complete. */
export function answerIn(received: string): Answer | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const head = received.slice(0, end).toLowerCase();
  const body = received.length - end - 4;
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  const isWhole =
    length !== undefined ? body >= Number(length) : head.includes("chunked") ? received.endsWith("0\r\n\r\n") : true;
  return isWhole ? { status: head.slice(9, 12) } : undefined;
}
