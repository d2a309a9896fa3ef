import type { GivenCommand } from "../support/verdict.ts";
import type { World } from "../support/world.ts";
import { chatsOf, type FireChat } from "./chats.ts";
import type { Dice } from "./dice.ts";

/** Where a fire burns, and the book that is kept of it. */
export class Scene {
  readonly world: World;
  readonly dice: Dice;
  readonly chats: readonly FireChat[];
  readonly commands: GivenCommand[] = [];
  /** How often each thing was tried. */
  readonly tried: Record<string, number> = {};
  /** Conversations that take nothing any more. */
  readonly silent = new Set<string>();

  /** Ends and starts the database server, where there is one. */
  readonly restartDatabase: (() => Promise<void>) | undefined;

  constructor(world: World, dice: Dice, restartDatabase: (() => Promise<void>) | undefined) {
    this.world = world;
    this.dice = dice;
    this.chats = chatsOf(world);
    this.restartDatabase = restartDatabase;
  }

  note(what: string): void {
    this.tried[what] = (this.tried[what] ?? 0) + 1;
  }
}
