const pattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/;

/** A moment as Onerway writes it (`yyyy-MM-dd HH:mm:ss`), at this offset. Source: Onerway docs, Payment Link, List. */
export function toVendorTime(moment: Date, offset: string): string {
  return new Date(moment.getTime() + offsetMsOf(offset)).toISOString().slice(0, 19).replace("T", " ");
}

/** The moment of such a text; undefined when it is none. */
export function fromVendorTime(text: string, offset: string): Date | undefined {
  const [, day, time] = pattern.exec(text) ?? [];
  const moment = new Date(`${day}T${time}${offset}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

function offsetMsOf(offset: string): number {
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
