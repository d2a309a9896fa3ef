/** What was begun and must be finished before the process may go. */
export interface InHand {
  /** Watches the work and hands it back; its failure is the caller's. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is left. */
  drain(): Promise<void>;
}

/** Keeps nothing of what is over. */
export function createInHand(): InHand {
  const running = new Set<Promise<unknown>>();
  return {
    track(work) {
      running.add(work);
      const forget = () => running.delete(work);
      work.then(forget, forget);
      return work;
    },
    async drain() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
