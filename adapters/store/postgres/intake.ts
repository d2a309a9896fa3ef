import type { DeliveryTuple } from "../../shared/store-work-rows.ts";

/** Gathers deliveries so that those which arrive together are stored together. */
export interface IntakeBatch {
  /** Whether it was new. */
  add(delivery: DeliveryTuple): Promise<boolean>;
}

interface Waiting {
  readonly delivery: DeliveryTuple;
  resolve(isNew: boolean): void;
  reject(error: unknown): void;
}

const mostPerBatch = 500;
/** While these are away the next batch grows; more would only make each of them smaller. */
const mostAway = 2;

/** `store` writes a batch whole or not at all, and tells of each whether it was new. */
export function openIntake(store: (deliveries: readonly DeliveryTuple[]) => Promise<readonly boolean[]>): IntakeBatch {
  let waiting: Waiting[] = [];
  let away = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || away >= mostAway || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      const batch = waiting.slice(0, mostPerBatch);
      waiting = waiting.slice(mostPerBatch);
      void send(batch);
      schedule();
    });
  }

  async function send(batch: readonly Waiting[]): Promise<void> {
    away += 1;
    try {
      const results = await store(batch.map((each) => each.delivery));
      for (const [index, each] of batch.entries()) each.resolve(results[index] === true);
    } catch (error) {
      for (const each of batch) each.reject(error);
    }
    away -= 1;
    schedule();
  }

  return {
    add: (delivery) =>
      new Promise((resolve, reject) => {
        waiting.push({ delivery, resolve, reject });
        schedule();
      }),
  };
}
