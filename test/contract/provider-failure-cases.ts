import { inspect } from "node:util";
import { expect } from "vitest";
import type { Fault } from "../../adapters/shared/emulator.ts";
import { ProviderError, type ProviderErrorKind } from "../../src/model/errors.ts";
import type { ProviderHarness } from "../support/provider-harness.ts";
import type { ProviderCase, ProviderWorld } from "./provider-contract.ts";
import { keyOf, mainCurrency, orderOf } from "./provider-orders.ts";

const callTimeoutMs = 250;
const patienceMs = 5_000;

type Verb = "create" | "fetch" | "disable";

const answered: readonly (readonly [Fault, ProviderErrorKind])[] = [
  ["unauthorised", "unauthorised"],
  ["reject", "rejected"],
  ["rate-limit", "rate-limited"],
  ["not-json", "invalid-answer"],
  ["wrong-types", "invalid-answer"],
];

const wordsOfFault: Readonly<Record<Fault, string>> = {
  hang: "silence",
  drop: "a cut connection",
  "rate-limit": "too many calls",
  error: "a server error",
  "not-json": "an answer that is not JSON",
  "wrong-types": "an answer of another shape",
  unauthorised: "refused credentials",
  reject: "a refusal",
  slow: "a slow answer",
};

/** Every way a vendor can fail, at every call a verb makes. */
export const failureCases: readonly ProviderCase[] = [
  ...answered.flatMap(([fault, kind]) =>
    (["create", "fetch", "disable"] as const).map((verb) => ({
      name: `${wordsOfFault[fault]} is told as ${kind}, whichever call of a ${verb} meets it`,
      run: async (world: ProviderWorld) => {
        const told = await tell(world, [{ verb, fault }]);
        expect(told).toEqual(told.map(([which]) => [which, kind]));
      },
    })),
  ),
  {
    name: "silence, a server error or a cut connection is told as unavailable when nothing was to be made",
    async run(world) {
      const faults = ["hang", "error", "drop"] as const;
      const told = await tell(
        world,
        (["fetch", "disable"] as const).flatMap((verb) => faults.map((fault) => ({ verb, fault }))),
      );
      expect(told).toEqual(told.map(([which]) => [which, "unavailable"]));
    },
  },
  {
    name: "silence or a server error after a create leaves it unknown",
    async run(world) {
      for (const fault of ["hang", "error"] as const) {
        const kinds = (await tell(world, [{ verb: "create", fault }])).map(([, kind]) => kind);
        expect(kinds, wordsOfFault[fault]).toContain("outcome-unknown");
        expect(kinds.filter((kind) => kind !== "outcome-unknown" && kind !== "unavailable")).toEqual([]);
      }
    },
  },
  {
    name: "a create that may have arrived is not sent again by itself",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      harness.emulator.faults.plan("error", { times: 20 });
      const error = await harness.provider.createLink(order).catch((reason: unknown) => reason);
      if ((error as ProviderError).kind === "outcome-unknown") expect(harness.calls).toHaveLength(1);
      else expect((error as ProviderError).kind).toBe("unavailable");
    },
  },
  {
    name: "a vendor that is not there is unavailable, also for a create: nothing arrived",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      await harness.stop();
      await expect(harness.provider.createLink(order)).rejects.toMatchObject({ kind: "unavailable", retry: "safe" });
    },
  },
  {
    name: "every call waits for its turn where calls have turns",
    async run({ start }) {
      let turns = 0;
      const harness = await start({
        waitTurn: async () => {
          turns += 1;
        },
      });
      const order = orderOf(harness, await mainCurrency(harness));
      const made = await harness.provider.createLink(order);
      await harness.provider.fetchLink(keyOf(order, made));
      await harness.provider.disableLink(keyOf(order, made));
      expect(turns).toBeGreaterThan(0);
      expect(harness.calls).toHaveLength(turns);
    },
  },
  {
    name: "a slow answer is waited for",
    async run({ start }) {
      const harness = await start();
      const order = orderOf(harness, await mainCurrency(harness));
      harness.emulator.faults.plan("slow", { ms: 9_000 });
      const pulse = setInterval(() => harness.clock.advance(1_000), 5);
      await harness.provider.createLink(order).finally(() => clearInterval(pulse));
      expect(harness.clock.now().getTime()).toBeGreaterThanOrEqual(order.orderedAt.getTime() + 9_000);
      expect(harness.emulator.links()).toHaveLength(1);
    },
  },
  {
    name: "no secret is in any error or log line, whatever goes wrong",
    async run(world) {
      const faults: readonly Fault[] = ["unauthorised", "error", "not-json", "wrong-types", "rate-limit", "drop"];
      let looked = 0;
      for (const fault of faults) {
        const prepared = await prepare(world, "create");
        prepared.harness.emulator.faults.plan(fault, { times: 3 });
        const error = await failing(prepared);
        const { harness } = prepared;
        expect(harness.secrets.length).toBeGreaterThan(0);
        const texts = [...textsOf(error), ...harness.context.logger.lines];
        looked += texts.length;
        for (const secret of harness.secrets) {
          expect(texts.filter((text) => text.includes(secret))).toEqual([]);
        }
      }
      expect(looked).toBeGreaterThan(faults.length);
    },
  },
];

/**
 * Fails the first call each verb makes, the second in another world, and so on, and says what was told of each. All at
 * once, since most of it is waiting; the worlds are prepared before, so that nothing but the failures takes time then.
 */
async function tell(
  world: ProviderWorld,
  plans: readonly { readonly verb: Verb; readonly fault: Fault }[],
): Promise<readonly (readonly [which: string, told: unknown])[]> {
  const prepared: (Prepared & { readonly which: string })[] = [];
  for (const { verb, fault } of plans) {
    const calls = await countCalls(world, verb);
    for (let skip = 0; skip < calls; skip += 1) {
      const next = await prepare(world, verb);
      // Reads are tried three times; one failure more would hit the next call.
      next.harness.emulator.faults.plan(fault, { skip, times: 3 });
      prepared.push({ ...next, which: `${wordsOfFault[fault]} at call ${skip + 1} of a ${verb}` });
    }
  }
  return Promise.all(
    prepared.map(async ({ which, ...each }) => {
      const error = await failing(each);
      expect(each.harness.emulator.faults.taken, which).toBeGreaterThan(0);
      return [which, error instanceof ProviderError ? error.kind : (error ?? "nothing")] as const;
    }),
  );
}

async function countCalls(world: ProviderWorld, verb: Verb): Promise<number> {
  const { harness, run } = await prepare(world, verb);
  const before = harness.calls.length;
  await run();
  const calls = harness.calls.length - before;
  expect(calls, `calls of a ${verb}`).toBeGreaterThan(0);
  return calls;
}

interface Prepared {
  readonly harness: ProviderHarness;
  readonly run: () => Promise<unknown>;
}

/** A fresh world in which the verb can be done. */
async function prepare(world: ProviderWorld, verb: Verb): Promise<Prepared> {
  const harness = await world.start({ callTimeoutMs });
  const { provider } = harness;
  const order = orderOf(harness, await mainCurrency(harness));
  if (verb === "create") return { harness, run: () => provider.createLink(order) };
  const key = keyOf(order, await provider.createLink(order));
  return { harness, run: () => (verb === "fetch" ? provider.fetchLink(key) : provider.disableLink(key)) };
}

async function failing({ run }: Prepared): Promise<unknown> {
  return inTime(run()).then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

/** Gives up long before the client's own limit, so that a provider that does not pass the test's limit on is noticed. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error("no answer and no error in time: is context.callTimeoutMs handed to the HTTP client?");
    timer = setTimeout(() => reject(error), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Everything of an error that could be logged: message, stack, causes, fields. */
function textsOf(error: unknown): readonly string[] {
  const texts = [String(error), inspect(error, { depth: 10 }), JSON.stringify(error) ?? ""];
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? texts : [...texts, ...textsOf(cause)];
}
