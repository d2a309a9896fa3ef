import type { Localized } from "../model/currency.ts";
import type {
  CreateDraft,
  CreateRequest,
  Intent,
  IntentKind,
  IntentProblem,
  MissingField,
  ReadingContext,
} from "../model/intent.ts";

/** What a question asks for. `confirm`: yes or no to what was understood. */
export type AskedField = MissingField | "confirm" | "ambiguous-number" | "ambiguous-currency";

/** An intent that may wait for a yes. A create waits as its draft. */
export type WaitingIntent = Extract<Intent, { readonly kind: "again" | "disable" | "enable" | "archive" | "edit" }>;

/** An open dialogue. Plain JSON; whoever stores it gives it back with the person's next words. */
export type DialogueState =
  | {
      readonly kind: "create";
      readonly draft: CreateDraft;
      readonly asked: AskedField;
      /** Begun as a command: done as soon as it is complete. Otherwise it is shown and confirmed first. */
      readonly isTyped: boolean;
    }
  | { readonly kind: "confirm"; readonly intent: WaitingIntent };

/** One answer offered as a button; `command` is what a person could type instead. */
export interface Choice {
  readonly label: Localized;
  readonly command: string;
}

/** What the person is asked, with what was understood so far. */
export interface Question {
  readonly field: AskedField;
  readonly about:
    | { readonly kind: "create"; readonly draft: CreateDraft; readonly request?: CreateRequest }
    | { readonly kind: "intent"; readonly intent: WaitingIntent };
  readonly choices: readonly Choice[];
  /** Why it is asked, when something the person wrote cannot be used. */
  readonly problem?: IntentProblem;
}

/** One thing a person said, and where the dialogue stands. */
export interface DialogueInput {
  readonly state?: DialogueState;
  readonly text: string;
  readonly kind: "command" | "text" | "button" | "form";
  readonly isAddressed: boolean;
  readonly context: ReadingContext;
}

/** What follows from it. Every step but `ask`, `ignore` and a `refuse` with a state ends the dialogue that was open. */
export type DialogueStep =
  | { readonly kind: "act"; readonly intent: Intent }
  | { readonly kind: "ask"; readonly state: DialogueState; readonly question: Question }
  | {
      readonly kind: "refuse";
      readonly problem: IntentProblem;
      readonly of: IntentKind;
      /** The draft without what was wrong; the next words may put it right. */
      readonly state?: DialogueState;
    }
  | { readonly kind: "cancelled" }
  | { readonly kind: "nothing" }
  | { readonly kind: "not-understood"; readonly near?: readonly string[] }
  | { readonly kind: "ignore" };
