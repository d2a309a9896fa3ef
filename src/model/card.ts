/** How a status looks: platforms choose a colour, an emoji or a word for it. */
export type Tone = "neutral" | "progress" | "good" | "warning" | "bad" | "closed";

/** One labelled value on a card. Plain text; only the renderer escapes. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Set when the value is a moment: a platform that can shows it in each reader's own time zone. */
  readonly at?: Date;
}

/** A button. It carries a command a person could have typed, or opens an address. */
export interface Button {
  readonly label: string;
  readonly action:
    | { readonly kind: "command"; readonly command: string }
    | { readonly kind: "open"; readonly url: string }
    | { readonly kind: "copy"; readonly text: string };
  readonly style?: "primary" | "danger";
  /** Asked before the command is sent, where the platform can; the bot asks again where it must. */
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
}

/** A QR code, as an image and as its modules; made locally, encodes exactly `content`. */
export interface QrImage {
  readonly content: string;
  readonly alt: string;
  /** A 1-bit PNG with a quiet zone of four modules. */
  readonly png: Uint8Array;
  /** Rows of modules without the quiet zone; true is dark. */
  readonly modules: readonly (readonly boolean[])[];
}

/** A message in no platform's language. All text is plain; user text may contain anything. */
export interface Card {
  /** The same words as the title where a platform shows a preview or a notification only. */
  readonly summary: string;
  readonly badge?: { readonly text: string; readonly tone: Tone };
  /** Set when the link is not real money; must be impossible to miss. */
  readonly testBanner?: string;
  readonly title: string;
  readonly lines?: readonly string[];
  readonly facts?: readonly Fact[];
  /** The payment link itself, shown as text a person can copy. */
  readonly link?: { readonly url: string; readonly label: string };
  readonly image?: QrImage;
  /** Entries of a list, each a small card of its own. */
  readonly entries?: readonly CardEntry[];
  readonly buttons?: readonly Button[];
  readonly footnote?: string;
}

/** One row of a list. */
export interface CardEntry {
  readonly badge: { readonly text: string; readonly tone: Tone };
  readonly title: string;
  readonly detail: string;
  readonly buttons?: readonly Button[];
}
