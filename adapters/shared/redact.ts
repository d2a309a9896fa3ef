/** Replaces every known secret in a text that is logged, thrown or shown. */
export type Redactor = (text: string) => string;

const shortestSecret = 6;

/** A redactor for these secrets, also in their URL-encoded and JSON-escaped forms. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const ordered = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((clean, secret) => clean.replaceAll(secret, "[redacted]"), text);
}
