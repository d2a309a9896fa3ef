/**
 * Plain values as JSON text and back, exactly: a bigint, a Date and bytes come back as what they were, wherever they
 * are nested. Members that are undefined are left out. The only place where a store's documents are written and read.
 *
 * A member whose name begins with `$` gets a second `$`, so that nobody's data can pass for a tag.
 */
export function encodeDocument(value: unknown): string {
  return JSON.stringify(isPlain(value) ? value : pack(value));
}

/** Whether JSON alone keeps it exactly. Most of what comes in is plain and need not be copied to be written. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return typeof value !== "bigint";
  if (Array.isArray(value)) return value.every(isPlain);
  if (value instanceof Date || value instanceof Uint8Array) return false;
  for (const name in value) {
    if (name.startsWith("$") || !isPlain((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}

/** Reads what `encodeDocument` wrote. */
export function decodeDocument<T>(text: string): T {
  const parsed: unknown = JSON.parse(text);
  return (text.includes('"$') ? unpack(parsed) : parsed) as T;
}

function pack(value: unknown): unknown {
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(pack);
  const packed: Record<string, unknown> = Object.create(null);
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) packed[name.startsWith("$") ? `$${name}` : name] = pack(member);
  }
  return packed;
}

function unpack(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(unpack);
  const entries = Object.entries(value);
  const [name, content] = entries[0] ?? [];
  if (entries.length === 1 && typeof content === "string") {
    if (name === "$bigint") return BigInt(content);
    if (name === "$date") return new Date(content);
    if (name === "$bytes") return new Uint8Array(Buffer.from(content, "base64"));
  }
  return Object.fromEntries(
    entries.map(([key, member]) => [key.startsWith("$$") ? key.slice(1) : key, unpack(member)]),
  );
}
