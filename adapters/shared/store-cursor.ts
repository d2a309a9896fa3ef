/** Where a page of links ended: the next one begins with what is older, or equally old with a smaller id. */
export interface PagePosition {
  readonly created_at: number;
  readonly id: string;
}

/** The opaque text of a position. */
export function encodeCursor(position: PagePosition): string {
  return Buffer.from(`${position.created_at} ${position.id}`).toString("base64url");
}

/** Reads a cursor; one that we did not write is as good as none: the list begins again. */
export function decodeCursor(cursor: string | undefined): PagePosition | undefined {
  const match = /^(-?\d{1,16}) (\S+)$/.exec(Buffer.from(cursor ?? "", "base64url").toString());
  if (match === null) return undefined;
  const [, created_at = "", id = ""] = match;
  return { created_at: Number(created_at), id };
}
