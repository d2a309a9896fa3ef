/** The first half of each advisory lock's key: what the second half names. Session locks and transaction locks alike. */
export const lockSpaces = {
  /** Held by a process for as long as it lives; the second half is its row in `workers`. */
  worker: 0x70617901,
  /** Held while tasks of one link are claimed; the second half is the hash of the link's id. */
  linkTasks: 0x70617902,
  /** Shared by writers of audit rows until they commit, exclusive for who reads them in order. */
  audit: 0x70617903,
  /** Held while the schema is brought forward. */
  migration: 0x70617904,
} as const;
