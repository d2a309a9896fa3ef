import type { Clock, HttpDelivery } from "../../src/ports/runtime.ts";
import type { EmulatorReply } from "./emulator.ts";

/** One message as the people in the emulated chat see it. */
export interface EmulatedMessage {
  /** The vendor's own id of the message. */
  readonly id: string;
  /** The vendor's id of the conversation it stands in. */
  readonly place: string;
  /** Everything that can be read, as it shows: formatting and escapes resolved, buttons left out. */
  readonly text: string;
  /** Addresses that can be opened or copied, buttons included. */
  readonly links: readonly string[];
  /** The picture shown with it, as the file that was sent. */
  readonly image?: Uint8Array;
  readonly buttons: readonly { readonly label: string; readonly url?: string }[];
  /** The message it answers or whose thread it is in. */
  readonly inReplyTo?: string;
  /** Set when only this person sees it. */
  readonly onlyFor?: string;
  /** People notified by name; `everyone` for a mention of all. */
  readonly notified: readonly string[];
  /** Whether it makes itself noticed: sound, or shown outside its thread. */
  readonly isLoud: boolean;
  readonly edits: number;
}

/** What the bot answered one delivery with. */
export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What the person reads at once, out of the answer itself; empty when it says nothing. */
  readonly said: string;
}

/** One thing a person did, as it went to the bot; it can be delivered again. */
export interface EmulatedDelivery {
  readonly answer: EmulatedAnswer;
  /** The vendor delivers it again, in the vendor's own manner (after a lost answer). */
  redeliver(): Promise<EmulatedAnswer>;
  /** Somebody who saw the request sends the very same bytes again. */
  replay(): Promise<EmulatedAnswer>;
}

/** How a request can lack proof. A vendor that signs no time has no `stale` and no `future`. */
export type Forgery = "unsigned" | "wrong-signature" | "stale" | "future" | "changed-body";

/** Who does something and where; the first member in the shared conversation when absent. */
export interface Scene {
  readonly by?: string;
  readonly in?: string;
}

/** What a chat vendor does with the bot's next calls, of one method or any. */
export interface ChatFaults {
  /** The next `times` calls are refused as too many, to wait that long. */
  limit(waitSeconds: number, options?: { readonly method?: string; readonly times?: number }): void;
  /** The next call is done, and its answer lost. */
  loseReply(method?: string): void;
  /** The next call is never answered; it is done only if `isDone`. */
  hang(method?: string, options?: { readonly isDone?: boolean }): void;
  /** The bot's credentials are refused from now on. */
  revoke(): void;
  clear(): void;
}

/** A local server that behaves like one chat vendor, with people in it who can be made to act. */
export interface ChatEmulator {
  /** The environment that points the bot at it; every required variable of its adapter. */
  readonly env: Readonly<Record<string, string>>;
  /** Texts that must never be logged. */
  readonly secrets: readonly string[];
  readonly people: {
    /** May use the bot. */
    readonly member: string;
    /** May too; not the same. */
    readonly colleague: string;
    /** Is in the shared conversation, and may not. */
    readonly outsider: string;
  };
  readonly places: {
    /** Shared, the bot can post. */
    readonly group: string;
    /** The member's direct messages with the bot. */
    readonly direct: string;
  };
  readonly traits: {
    /** The vendor's limit for an answer; the bot must answer before. */
    readonly answerWithinMs: number;
    /** What the bot answers when nothing could be stored: a status, and whether the person must be told in the answer. */
    readonly storeDown: { readonly status: number; readonly isTold: boolean };
    readonly forgeries: readonly Forgery[];
    /** Whether an answer can be seen by one person alone in a shared conversation. */
    readonly canWhisper: boolean;
    /** Calls that post a new message, for the faults. */
    readonly postMethod: string;
    readonly editMethod: string;
  };
  readonly faults: ChatFaults;
  /** Serves the vendor's API; paths are below the emulator's own prefix. */
  handle(request: HttpDelivery): Promise<EmulatorReply>;
  /** A person types `/paylink` and these words. */
  command(words: string, scene?: Scene): Promise<EmulatedDelivery>;
  /** A person says something to the bot in plain words: in their direct messages, unless the scene says where. */
  say(words: string, scene?: Scene): Promise<EmulatedDelivery>;
  /** A person presses the button with this label. */
  press(messageId: string, label: string, scene?: Scene): Promise<EmulatedDelivery>;
  /** The vendor reports the bot's own message back to it. */
  echo(words: string, scene?: Scene): Promise<EmulatedDelivery>;
  /** Somebody without proof sends a command. */
  forge(kind: Forgery, words: string): Promise<EmulatedAnswer>;
  /** The message disappears (a person deleted it). */
  remove(messageId: string): void;
  /** The conversation takes no messages of the bot any more. */
  closePlace(place: string): void;
  /** Every message, oldest first, private ones included. */
  messages(): readonly EmulatedMessage[];
  /** Broken limits of the vendor that it noticed but a real one might let pass; must stay empty. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/** What a chat emulator gets from outside. */
export interface ChatEmulatorContext {
  /** Its own address, with its prefix, without a trailing slash. */
  readonly baseUrl: string;
  readonly clock: Clock;
  /** Where the bot serves its routes, without a trailing slash. */
  readonly botUrl: () => string;
}

/** The default export of `adapters/chat/<id>/emulator.ts`. */
export interface ChatEmulatorModule {
  readonly id: string;
  readonly title: string;
  create(context: ChatEmulatorContext): ChatEmulator;
}

/** Declares a chat emulator; exists so that a wrong shape fails in the compiler. */
export function defineChatEmulator(module: ChatEmulatorModule): ChatEmulatorModule {
  return module;
}
