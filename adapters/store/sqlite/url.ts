/** Where a SQLite store lives: a file, or the memory of this process. */
export type SqliteLocation = { readonly kind: "file"; readonly path: string } | { readonly kind: "memory" };

const scheme = "sqlite:";

/** Whether the URL is one of ours: `sqlite:data/paylink.db`, `sqlite:/abs/path`, `sqlite::memory:`. */
export function isSqliteUrl(url: string): boolean {
  return url.startsWith(scheme);
}

/** What is wrong with the URL, in a sentence. */
export function problemOfUrl(url: string): string | undefined {
  const place = url.slice(scheme.length);
  if (place === "") return "names no file";
  if (place.startsWith("//")) return "has slashes after sqlite: that make no path";
  if (place.includes("\0") || place.includes("?")) return "has characters that make no path";
  if (place.endsWith("/")) return "names a folder, not a file";
  return undefined;
}

/** The place a URL without problems names. A relative path counts from the working folder. */
export function parseUrl(url: string): SqliteLocation {
  const place = url.slice(scheme.length);
  return place === ":memory:" ? { kind: "memory" } : { kind: "file", path: place };
}
