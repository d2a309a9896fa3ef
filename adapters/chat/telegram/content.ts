import type { Card } from "../../../src/model/card.ts";
import type { Rows } from "./keyboard.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { captionLimit, type Naming, renderCard, textLimit } from "./render.ts";
import { literal, type Span } from "./rich-text.ts";

/** The words, the buttons and the picture of one message, in no form yet. */
export interface Content {
  /** Within the limit for a message without a picture. */
  readonly text: readonly Span[];
  /** Within the limit for one with a picture; absent when the words do not fit under any. */
  readonly caption?: readonly Span[];
  readonly picture?: Picture;
  readonly rows: Rows;
}

/** The words of a card for both kinds of message. */
export function contentOf(card: Card, rows: Rows, naming?: Naming): Content {
  const text = renderCard(card, textLimit, naming) ?? literal(card.title, "plain", textLimit);
  const caption = renderCard(card, captionLimit, naming);
  return {
    text,
    rows,
    ...(caption !== undefined && { caption }),
    ...(card.image !== undefined && { picture: pictureOf(card.image) }),
  };
}
