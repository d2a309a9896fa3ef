/** A call the Bot API refuses, with its own sentence. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Readonly<Record<string, unknown>> | undefined;

  constructor(code: number, sentence: string, parameters?: Readonly<Record<string, unknown>>) {
    super(code === 403 ? `Forbidden: ${sentence}` : code === 400 ? `Bad Request: ${sentence}` : sentence);
    this.code = code;
    this.parameters = parameters;
  }
}

/** Refuses with 400. */
export function badRequest(sentence: string): Refusal {
  return new Refusal(400, sentence);
}
