import type { Json } from "./world.ts";

/** Collects broken rules: where, and what. */
export class Problems {
  readonly found: string[] = [];

  add(path: string, what: string): void {
    this.found.push(`${what} [json-pointer:/${path}]`);
  }

  object(value: unknown, path: string): Json {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Json;
    this.add(path, "is not an object");
    return {};
  }

  list(value: unknown, path: string, most: number): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.add(path, "is not a list");
      return [];
    }
    if (value.length > most) this.add(path, `has ${value.length} items of ${most}`);
    return value;
  }

  /** Absent is fine. */
  text(value: unknown, path: string, most: number): void {
    if (value === undefined) return;
    if (typeof value !== "string") this.add(path, "is not a text");
    else if (value.length > most) this.add(path, `must be less than ${most + 1} characters, has ${value.length}`);
  }

  needed(value: unknown, path: string, most: number): void {
    if (typeof value !== "string" || value === "") this.add(path, "is missing");
    else this.text(value, path, most);
  }

  plainText(value: unknown, path: string, most: number): void {
    const object = this.object(value, path);
    if (object.type !== "plain_text") this.add(path, "must be plain_text");
    this.needed(object.text, `${path}.text`, most);
  }

  anyText(value: unknown, path: string, most: number): void {
    const object = this.object(value, path);
    if (object.type !== "plain_text" && object.type !== "mrkdwn") this.add(path, "must be a text object");
    this.needed(object.text, `${path}.text`, most);
  }
}
