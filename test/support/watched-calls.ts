/** Hears of every call before it is made and after it has come back; `result` only then. */
export type CallListener = (name: string, when: "before" | "after", result?: unknown) => void;

/**
 * The same object, every call of its methods announced. The object itself knows nothing of it, so what runs is exactly
 * what runs without.
 */
export function watchCalls<T extends object>(target: T, name: string, listener: CallListener): T {
  return new Proxy(target, {
    get(object, property, receiver) {
      const member: unknown = Reflect.get(object, property, receiver);
      if (typeof member !== "function" || typeof property === "symbol") return member;
      const call = `${name}.${property}`;
      return (...values: readonly unknown[]) => {
        listener(call, "before");
        const result: unknown = Reflect.apply(member, object, values);
        if (!(result instanceof Promise)) return result;
        return result.then((value: unknown) => {
          listener(call, "after", value);
          return value;
        });
      };
    },
  });
}
