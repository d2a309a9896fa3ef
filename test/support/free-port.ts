import { listen } from "../../adapters/shared/emulator.ts";

/** A port nobody listens on, for programs that must be told one. */
export async function freePort(): Promise<number> {
  const server = await listen(async () => ({ status: 404 }));
  await server.close();
  return Number(new URL(server.origin).port);
}
