import type { HttpDelivery } from "../../src/ports/runtime.ts";

/** One request as a test looks at it: what it was, and every field with its name as a path (`items[].skuCode`). */
export interface SentRequest {
  readonly path: string;
  readonly fields: Readonly<Record<string, readonly unknown[]>>;
}

/** The fields of a request, those of its query (`?page`) and headers (`#sign`) included. */
export function readRequest(request: HttpDelivery): SentRequest {
  const text = Buffer.from(request.body).toString("utf8");
  const fields: Record<string, unknown[]> = {};
  const put = (path: string, value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) put(`${path}[]`, each);
    else if (typeof value === "object" && value !== null) {
      for (const [name, member] of Object.entries(value)) put(path === "" ? name : `${path}.${name}`, member);
    } else {
      fields[path] = [...(fields[path] ?? []), value];
    }
  };
  put("", text === "" ? {} : JSON.parse(text));
  for (const [name, value] of Object.entries(request.query)) put(`?${name}`, value);
  for (const [name, value] of Object.entries(request.headers)) put(`#${name}`, value);
  return { path: `${request.method} ${request.path}`, fields };
}
