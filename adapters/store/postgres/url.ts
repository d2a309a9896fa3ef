/** Whether the URL is one of ours. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:/.test(url);
}

/** What is wrong with the URL, in a sentence that names no password. */
export function problemOfUrl(url: string): string | undefined {
  if (!URL.canParse(url)) return "is no URL";
  const { pathname, hostname, searchParams } = new URL(url);
  if (hostname === "" && !searchParams.has("host")) return "names no host";
  if (pathname.length < 2) return "names no database";
  return undefined;
}
