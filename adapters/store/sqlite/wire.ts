import type { WorkKind } from "../../../src/ports/store.ts";
import type { OperationName } from "../../shared/store-operations.ts";
import type { Refusal } from "./open-error.ts";
import type { SqliteLocation } from "./url.ts";

/** One operation as it is posted. */
export type Call = readonly [name: OperationName, argument: unknown];

/** How one operation ended: its result, or what went wrong in it alone. */
export type Outcome = readonly ["ok", unknown] | readonly ["error", message: string];

/** To the thread. */
export type Request = { readonly kind: "batch"; readonly calls: readonly Call[] } | { readonly kind: "close" };

/**
 * From the thread. `busy`: somebody else holds the lock, nothing was done. `abandoned`: nothing was done because the
 * time was up. `unavailable`: the disk is full or failing, nothing was done.
 */
export type Reply =
  | { readonly kind: "open" }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "done"; readonly outcomes: readonly Outcome[]; readonly work: readonly WorkKind[] }
  | { readonly kind: "busy" | "abandoned" }
  | { readonly kind: "unavailable"; readonly problem: string }
  | { readonly kind: "closed" };

/** What a store thread is started with. */
export interface ThreadStart {
  readonly location: SqliteLocation;
  readonly worker: string;
  /** `reader`: a second connection beside the bot's own, for long reads. */
  readonly role: "bot" | "side" | "reader";
  /** One 32-bit cell: where the batch in hand stands, see `stages`. */
  readonly stage: SharedArrayBuffer;
}

/** Either side moves the cell on from `running`, once: whoever is first decides whether the batch is written. */
export const stages = { running: 0, committing: 1, abandoned: 2 } as const;
