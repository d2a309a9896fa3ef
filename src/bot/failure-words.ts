import type { Language } from "../model/currency.ts";
import { InputError, NotFoundError, PaylinkError, ProviderError, UnsupportedError } from "../model/errors.ts";
import type { LinkFailure } from "../model/payment-link.ts";
import { type Blanks, isPhrase, type PhraseKey, say } from "./replies.ts";

/** Why a link was not made, as a sentence; the vendor's own words are never repeated to people. */
export function failureWords(failure: LinkFailure | undefined, provider: string, language: Language): string {
  const key = `failure.${failure?.code ?? "other"}`;
  const code = failure?.vendorCode === undefined ? "" : ` (${failure.vendorCode})`;
  return say(isPhrase(key) ? key : "failure.other", language, { provider, code });
}

/** A problem's code as its sentence. */
export function problemWords(code: string, facts: Blanks, language: Language): string {
  const key = `problem.${code}`;
  return say(isPhrase(key) ? key : "problem.unreadable", language, facts);
}

/**
 * An error as the sentence a person gets: the only place where errors become words.
 * `blanks` name what the error cannot know, such as the provider's title and the link.
 */
export function errorWords(error: unknown, language: Language, blanks: Blanks = {}): string {
  if (error instanceof InputError) return problemWords(error.code, { ...blanks, ...error.facts }, language);
  if (error instanceof UnsupportedError) {
    const key = `unsupported.${error.ability}`;
    return say(isPhrase(key) ? key : "unsupported.other", language, blanks);
  }
  if (error instanceof ProviderError) {
    const key: PhraseKey = `failure.${error.kind}`;
    return say(key, language, { ...blanks, code: error.vendorCode === undefined ? "" : ` (${error.vendorCode})` });
  }
  if (error instanceof NotFoundError) return say("failure.not-found", language, blanks);
  if (error instanceof PaylinkError && error.retry !== "never") return say("reply.trouble", language);
  return say("reply.gave-up", language);
}
