import type { TokenBook } from "./web-methods.ts";

/** Every scope the emulated app has; a test may take some away. */
const granted = [
  "commands",
  "chat:write",
  "chat:write.public",
  "files:write",
  "files:read",
  "users:read",
  "im:write",
  "im:history",
  "app_mentions:read",
];

/** The tokens of one emulated app. */
export interface EmulatedTokens extends TokenBook {
  /** A person agrees to the installation in a workspace: the code it gives. */
  grant(team: { readonly id: string; readonly name: string }): string;
  /** All tokens die. */
  revokeAll(): void;
}

/** A book with the token of the app's first workspace. */
export function createTokenBook(first: string): EmulatedTokens {
  const good = new Set([first]);
  const codes = new Map<string, { readonly id: string; readonly name: string }>();
  return {
    scopes: new Set(granted),
    isGood: (token) => good.has(token),
    exchange(code) {
      const team = codes.get(code);
      if (team === undefined) return undefined;
      codes.delete(code);
      const token = `xoxb-installed-${team.id}`;
      good.add(token);
      return { token, team };
    },
    revoke: (token) => good.delete(token),
    grant(team) {
      const code = `code-${codes.size + 1}-${team.id}`;
      codes.set(code, team);
      return code;
    },
    revokeAll: () => good.clear(),
  };
}
