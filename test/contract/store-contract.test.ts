import { describe, expect, test } from "vitest";
import { crashed, emptyShared, memoryStore, type StoreDefect } from "../support/memory-store.ts";
import { ManualClock } from "../support/runtime.ts";
import type { StoreBench } from "../support/store-world.ts";
import { runStoreCase, storeCases } from "./store-contract.ts";

function memoryBench(defect?: StoreDefect): StoreBench {
  return {
    name: "memory",
    async start() {
      const clock = new ManualClock();
      const shared = emptyShared();
      return {
        clock,
        store: memoryStore(shared, { clock, worker: "w1", defect }),
        other: async () => memoryStore(shared, { clock, worker: "w2", defect }),
        afterCrash: async () => memoryStore(crashed(shared, defect), { clock, worker: "w3", defect }),
        stop: async () => {},
      };
    },
  };
}

/** Runs cases until one fails: its name and why; undefined when the store keeps them all. */
async function firstBroken(defect?: StoreDefect): Promise<{ readonly name: string; readonly why: string } | undefined> {
  for (const each of storeCases) {
    try {
      await runStoreCase(memoryBench(defect), each);
    } catch (error) {
      return { name: each.name, why: String(error) };
    }
  }
  return undefined;
}

test("a small honest store keeps every promise", async () => {
  expect(await firstBroken()).toBeUndefined();
});

const defects: readonly (readonly [StoreDefect, noticedBy: string])[] = [
  ["rounds-money", "a link comes back as it was, every member of it, with revision 1"],
  ["forgets-revisions", "a change decided on an older revision is refused"],
  ["keeps-half", "a link whose id or reference is taken is not added, nor anything that came with it"],
  ["gives-requests-away", "one request raced by twenty makes one link"],
  ["adds-twice", "an end that is written twice adds what tells the person once"],
  ["forgets-requests-on-moves", "a request is known under both names of a conversation that moved"],
  ["pages-overlap", "pages follow each other without gap or repetition, also when links are added meanwhile"],
  [
    "searches-descriptions",
    "every word is looked for in description, items, customer reference, note and id, in any letter case",
  ],
  ["takes-reports-twice", "a report the account has already is refused with all that came with it"],
  ["matches-twice", "a report finds its link once"],
  ["forgets-keys", "a key stays known after its delivery is finished"],
  ["mixes-lanes", "of each lane only the oldest is handed out, the next when that one is finished"],
  [
    "trusts-old-fences",
    "a delivery whose lease ran out goes to the next claim, and the old hands can do nothing with it",
  ],
  ["jumps-the-lane", "a delivery given back waits until its time and holds its lane up"],
  ["gives-a-link-twice", "two tasks of one link are never in hand at once"],
  ["puts-off", "a task that keeps the earlier time brings it forward and never puts it off"],
  ["loses-what-was-asked", "a task asked for while one of its kind is in hand is done after it"],
  ["forgets-the-start", "a call begun before a crash is known to have begun"],
  ["speaks-twice", "a conversation has one speaker at a time"],
  ["speaks-early", "a notice is not due before its time"],
  ["hands-out-the-oldest", "answers and money to tell come first, however much waits"],
  ["hides-doubt", "after a crash a notice that was going out is seen as such, and is doubted once it is sent again"],
  ["keeps-the-card-quiet", "a posted card is known to its link, which is then another revision"],
  ["leaves-links-behind", "everything bound to a conversation follows it to its new name"],
  ["takes-some-tokens", "of several budgets a token of each is taken, or none"],
  ["shares-leases", "a lease is held by one process, until it runs out or is given up"],
  ["keeps-expired", "a record is gone when its time is over"],
  ["seals-again", "a row is sealed once"],
  ["clears-unfinished", "a purge clears old bodies and keeps keys, links, audit and everything unfinished"],
  ["loses-on-crash", "after a crash what was in hand is handed out at once, with what was accepted"],
  ["says-nothing", "an accepted delivery says that there is work, and so does the next of a lane"],
];

describe("the suite notices a store that", () => {
  test.each(defects)("%s", async (defect, noticedBy) => {
    expect((await firstBroken(defect))?.name).toBe(noticedBy);
  });
});
