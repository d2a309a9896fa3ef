import type { NewAudit } from "../../src/model/audit.ts";
import type { ConversationRef } from "../../src/model/conversation.ts";
import type { Delivery, DeliveryId } from "../../src/model/delivery.ts";
import type { Draft } from "../../src/model/draft.ts";
import { StoreUnavailableError } from "../../src/model/errors.ts";
import type { LinkTask, NewTask, TaskId } from "../../src/model/link-task.ts";
import { type NewNotice, type Notice, type NoticeId, patience } from "../../src/model/notice.ts";
import type { PaymentLink } from "../../src/model/payment-link.ts";
import type { Clock } from "../../src/ports/runtime.ts";
import type { Commit, CommitResult, LinkQuery, NewEvent, Store, WorkKind } from "../../src/ports/store.ts";

/** What can be wrong with a store, one thing at a time, to see that the suite notices. */
export type StoreDefect =
  | "rounds-money"
  | "forgets-revisions"
  | "keeps-half"
  | "gives-requests-away"
  | "forgets-requests-on-moves"
  | "adds-twice"
  | "pages-overlap"
  | "searches-descriptions"
  | "takes-reports-twice"
  | "matches-twice"
  | "forgets-keys"
  | "mixes-lanes"
  | "trusts-old-fences"
  | "jumps-the-lane"
  | "gives-a-link-twice"
  | "puts-off"
  | "loses-what-was-asked"
  | "forgets-the-start"
  | "speaks-twice"
  | "speaks-early"
  | "hands-out-the-oldest"
  | "hides-doubt"
  | "keeps-the-card-quiet"
  | "leaves-links-behind"
  | "takes-some-tokens"
  | "shares-leases"
  | "keeps-expired"
  | "seals-again"
  | "clears-unfinished"
  | "loses-on-crash"
  | "says-nothing";

interface Held {
  holder: string | undefined;
  until: number;
  fence: number;
}

type DeliveryEntry = Held & { given: Delivery; isDone: boolean; hasBody: boolean; notBefore: number };
type TaskEntry = Held & { task: NewTask; id: number; attempts: number; hasStarted: boolean; next?: NewTask };
type NoticeEntry = { notice: Notice; readyAt: number; isParked: boolean };

interface State {
  ids: number;
  links: Map<string, PaymentLink>;
  requests: Map<string, string>;
  events: { account: string; linkId: string | undefined; event: NewEvent["event"]; isCleared: boolean }[];
  deliveries: DeliveryEntry[];
  tasks: TaskEntry[];
  notices: NoticeEntry[];
  conversations: Map<string, Held & { nextSendAt: number }>;
  drafts: Draft[];
  records: Map<string, { kind: string; key: string; value: unknown; revision: number; expiresAt: number }>;
  budgets: Map<string, { tokens: number; at: number }>;
  leases: Map<string, Held>;
  audit: { row: NewAudit; seq: number; seal: string | undefined }[];
}

/** What several handles share. */
export interface Shared {
  state: State;
  readonly listeners: ((kind: WorkKind) => void)[];
}

export function emptyShared(): Shared {
  const state: State = {
    ids: 0,
    links: new Map(),
    requests: new Map(),
    events: [],
    deliveries: [],
    tasks: [],
    notices: [],
    conversations: new Map(),
    drafts: [],
    records: new Map(),
    budgets: new Map(),
    leases: new Map(),
    audit: [],
  };
  return { state, listeners: [] };
}

/** What a killed process leaves: all of the state, none of the hands. */
export function crashed({ state }: Shared, defect?: StoreDefect): Shared {
  if (defect === "loses-on-crash") return emptyShared();
  const left = structuredClone(state);
  for (const held of [...left.deliveries, ...left.tasks, ...left.conversations.values()]) held.holder = undefined;
  left.leases.clear();
  for (const task of left.tasks) task.hasStarted &&= defect !== "forgets-the-start";
  if (defect === "hides-doubt") {
    for (const entry of left.notices) entry.notice = { ...entry.notice, state: "pending" };
  }
  return { state: left, listeners: [] };
}

/** What goes first, link by link. */
function foremost(waiting: readonly NoticeEntry[], now: number): readonly NoticeEntry[] {
  const linkOf = ({ notice: { body } }: NoticeEntry): string =>
    body.kind === "card" || body.kind === "change" ? body.linkId : "";
  const rankOf = (group: readonly NoticeEntry[]): number => {
    if (group.some(({ notice }) => notice.attempts >= patience)) return 3;
    if (group.some((entry) => linkOf(entry) === "")) return 0;
    return group.some(({ notice }) => notice.isPaid) ? 1 : 2;
  };
  return [...Map.groupBy(waiting, linkOf).values()]
    .filter((group) => group.some((entry) => entry.readyAt <= now))
    .sort((one, other) => rankOf(one) - rankOf(other))
    .flatMap((group) => group.toSorted((one, other) => Number(one.readyAt > now) - Number(other.readyAt > now)));
}

interface Options {
  readonly clock: Clock;
  readonly worker: string;
  readonly defect?: StoreDefect | undefined;
}

/** A small store without a disk, to try the store suite on. Honest unless it is given a defect. */
export function memoryStore(shared: Shared, { clock, worker, defect }: Options): Store {
  let isClosed = false;
  const has = (wanted: StoreDefect): boolean => defect === wanted;
  const tell = (kind: WorkKind): void => {
    if (!has("says-nothing")) for (const listener of shared.listeners) listener(kind);
  };
  const isFree = (held: Held, now: number): boolean => held.holder === undefined || held.until <= now;
  const isOurs = (held: Held | undefined, fence: number): held is Held =>
    held !== undefined && (has("trusts-old-fences") || (held.holder !== undefined && held.fence === fence));
  const take = (held: Held, now: number, leaseMs: number): void => {
    held.holder = worker;
    held.until = now + leaseMs;
    held.fence += 1;
  };
  const numbered = (): number => {
    shared.state.ids += 1;
    return shared.state.ids;
  };
  /** Runs one operation on the state; a conflict puts everything back. */
  const run = async <Result>(work: (state: State) => Result): Promise<Result> => {
    if (isClosed) throw new StoreUnavailableError("closed");
    const before = structuredClone(shared.state);
    const result = structuredClone(work(shared.state));
    const isConflict = typeof result === "object" && result !== null && "ok" in result && result.ok === false;
    if (isConflict && !has("keeps-half")) shared.state = before;
    return result;
  };

  const conversationOf = (state: State, ref: string): Held & { nextSendAt: number } => {
    const found = state.conversations.get(ref) ?? { holder: undefined, until: 0, fence: 0, nextSendAt: 0 };
    state.conversations.set(ref, found);
    return found;
  };
  const addNotice = (state: State, notice: NewNotice): void => {
    const now = clock.now();
    const id = String(numbered()).padStart(16, "0") as NoticeId;
    const readyAt = Math.max(notice.notBefore?.getTime() ?? 0, now.getTime());
    const stored: Notice = { ...notice, id, state: "pending", attempts: 0, doubts: 0, storedAt: now };
    state.notices.push({ notice: stored, readyAt, isParked: false });
    conversationOf(state, notice.conversation);
    tell("outbox");
  };
  const waitingIn = (state: State, ref: string): NoticeEntry[] =>
    state.notices.filter((entry) => !entry.isParked && entry.notice.conversation === ref);
  const readyAtOf = (state: State, ref: string): number =>
    Math.min(...waitingIn(state, ref).map((entry) => entry.readyAt));
  const liveRecord = (state: State, kind: string, key: string, now: number) => {
    const found = state.records.get(JSON.stringify([kind, key]));
    return found !== undefined && (has("keeps-expired") || found.expiresAt > now) ? found : undefined;
  };
  const putRecord = (state: State, write: NonNullable<Commit["records"]>[number]): boolean => {
    const { kind, key, value, expectedRevision, expiresAt } = write;
    const revision = liveRecord(state, kind, key, clock.now().getTime())?.revision ?? 0;
    if (expectedRevision !== undefined && expectedRevision !== revision) return false;
    const name = JSON.stringify([kind, key]);
    if (value === undefined) state.records.delete(name);
    else {
      const until = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
      state.records.set(name, { kind, key, value, revision: numbered(), expiresAt: until });
    }
    return true;
  };
  const earlier = (one: Date, other: Date): Date => (one < other && !has("puts-off") ? one : other);
  const putTask = (state: State, task: NewTask, asked?: TaskEntry): void => {
    const present = state.tasks.find((each) => each.task.linkId === task.linkId && each.task.kind === task.kind);
    tell("tasks");
    if (present === undefined) {
      const hasStarted = task.data?.hasStarted === true;
      const attempts = task.attempts ?? 0;
      state.tasks.push({ task, id: numbered(), attempts, hasStarted, holder: undefined, until: 0, fence: 0 });
    } else if (present === asked) {
      present.task = { ...present.task, dueAt: earlier(present.task.dueAt, task.dueAt) };
    } else if (present.holder !== undefined) {
      if (!has("loses-what-was-asked")) present.next = task;
    } else {
      const dueAt = task.keepsEarlier ? earlier(present.task.dueAt, task.dueAt) : task.dueAt;
      Object.assign(present, { task: { ...task, dueAt }, attempts: task.attempts ?? 0, hasStarted: false });
    }
  };
  /** Puts what waited behind a task in its place. */
  const advance = (entry: TaskEntry, next: NewTask): void => {
    const hasStarted = next.data?.hasStarted === true;
    Object.assign(entry, { task: next, attempts: next.attempts ?? 0, hasStarted, holder: undefined });
    delete entry.next;
  };
  const isTaskFree = (state: State, entry: TaskEntry, now: number): boolean =>
    isFree(entry, now) &&
    (has("gives-a-link-twice") ||
      !state.tasks.some((each) => each.task.linkId === entry.task.linkId && !isFree(each, now)));

  const apply = (state: State, commit: Commit): CommitResult => {
    const conflict = (kind: Extract<CommitResult, { ok: false }>["conflict"]): CommitResult => ({
      ok: false,
      conflict: kind,
    });
    if (commit.delivery !== undefined) {
      const { id, fence } = commit.delivery;
      const entry = state.deliveries.find((each) => each.given.id === id);
      if (entry === undefined || entry.isDone || !isOurs(entry, fence)) return conflict("lease");
      entry.isDone = true;
      tell("inbox");
    }
    let asked: TaskEntry | undefined;
    if (commit.task !== undefined) {
      const { id, fence } = commit.task;
      const entry = state.tasks.find((each) => String(each.id) === id);
      if (entry === undefined || !isOurs(entry, fence)) return conflict("lease");
      if (entry.next === undefined) state.tasks = state.tasks.filter((each) => each !== entry);
      else {
        advance(entry, entry.next);
        asked = entry;
      }
    }
    for (const link of commit.links ?? []) {
      const present = state.links.get(link.id);
      const isTaken = [...state.links.values()].some(
        (each) => each.reference === link.reference && each.id !== link.id,
      );
      const isWrong = link.revision === 0 ? present !== undefined || isTaken : present?.revision !== link.revision;
      if (isWrong && !(has("forgets-revisions") && link.revision > 0)) return conflict("link");
      const kept = has("rounds-money") ? roundMoney(link) : link;
      state.links.set(link.id, { ...kept, revision: link.revision + 1 });
    }
    if (commit.request !== undefined) {
      const { key, linkId, replaces } = commit.request;
      const holder = state.requests.get(key);
      if (holder !== undefined && holder !== replaces && !has("gives-requests-away")) return conflict("request");
      state.requests.set(key, linkId);
    }
    for (const { account, linkId, event } of commit.events ?? []) {
      const isKnown = state.events.some((each) => each.account === account && each.event.key === event.key);
      if (isKnown && !has("takes-reports-twice")) return conflict("event");
      state.events.push({ account, linkId, event, isCleared: false });
    }
    for (const key of commit.matched?.keys ?? []) {
      const found = state.events.find((each) => each.account === commit.matched?.account && each.event.key === key);
      if (found === undefined || (found.linkId !== undefined && !has("matches-twice"))) return conflict("event");
      found.linkId = commit.matched?.linkId;
    }
    if (!(commit.records ?? []).every((write) => putRecord(state, write))) return conflict("record");
    for (const { linkId, kind } of commit.cancelTasks ?? []) {
      state.tasks = state.tasks.filter((each) => each.task.linkId !== linkId || each.task.kind !== kind);
    }
    for (const task of commit.tasks ?? []) putTask(state, task, asked);
    for (const notice of commit.notices ?? []) addNotice(state, notice);
    for (const row of commit.audit ?? []) state.audit.push({ row, seq: numbered(), seal: undefined });
    const { dropDraft, draft } = commit;
    for (const owner of [dropDraft, draft]) {
      if (owner !== undefined) state.drafts = state.drafts.filter((each) => !isDraftOf(each, owner));
    }
    if (draft !== undefined) state.drafts.push(JSON.parse(JSON.stringify(draft, keepNumbers), readNumbers) as Draft);
    return { ok: true };
  };

  const lanesHead = (state: State, entry: DeliveryEntry): boolean =>
    has("mixes-lanes") ||
    state.deliveries.find(
      (each) =>
        !each.isDone &&
        each.given.lane === entry.given.lane &&
        (!has("jumps-the-lane") || each.notBefore <= clock.now().getTime()),
    ) === entry;

  return {
    ready: () => run(() => undefined),
    async close() {
      isClosed = true;
    },
    onWork: (listener) => {
      shared.listeners.push(listener);
    },
    commit: (commit) => run((state) => apply(state, structuredClone(commit))),

    acceptDelivery: (delivery) =>
      run((state) => {
        const isKnown = state.deliveries.some(
          (each) =>
            each.given.source === delivery.source &&
            each.given.key === delivery.key &&
            !(has("forgets-keys") && each.isDone),
        );
        if (isKnown) return "duplicate";
        const given = { ...structuredClone(delivery), id: String(numbered()) as DeliveryId, attempts: 0, fence: 0 };
        const free = { holder: undefined, until: 0, fence: 0, notBefore: 0 };
        state.deliveries.push({ given, isDone: false, hasBody: true, ...free });
        tell("inbox");
        return "accepted";
      }),
    claimDeliveries: ({ limit, leaseMs, now }) =>
      run((state) => {
        const at = now.getTime();
        const free = state.deliveries.filter((each) => !each.isDone && each.notBefore <= at && isFree(each, at));
        return free
          .filter((each) => lanesHead(state, each))
          .slice(0, limit)
          .map((each) => {
            take(each, at, leaseMs);
            each.given = { ...each.given, attempts: each.fence - 1 };
            return { ...each.given, fence: each.fence };
          });
      }),
    retryDelivery: ({ id, fence }, at) =>
      run((state) => {
        const entry = state.deliveries.find((each) => each.given.id === id && isOurs(each, fence));
        if (entry !== undefined) Object.assign(entry, { holder: undefined, notBefore: at.getTime() });
      }),

    findLink: (target) =>
      run((state) => {
        const wanted = "anyRef" in target ? { ref: target.anyRef } : target;
        return [...state.links.values()].find((link) =>
          Object.entries(wanted).every(([name, value]) => link[name as keyof PaymentLink] === value),
        );
      }),
    findRequest: (key) => run((state) => state.links.get(state.requests.get(key) ?? "")),
    knownEvents: (account, keys) =>
      run((state) =>
        keys.filter((key) => state.events.some((each) => each.account === account && each.event.key === key)),
      ),
    listLinks: (query) =>
      run((state) => {
        const found = [...state.links.values()].filter((link) => passes(link, query, defect)).sort(newestFirst);
        const from = query.cursor === undefined ? 0 : found.findIndex((link) => isAfter(link, query.cursor ?? ""));
        const rest = from < 0 ? [] : found.slice(from);
        const links = rest.slice(0, query.limit);
        const last = has("pages-overlap") ? links.at(-2) : links.at(-1);
        const hasMore = rest.length > links.length && last !== undefined;
        return { links, ...(hasMore && { cursor: `${last.createdAt.getTime()} ${last.id}` }) };
      }),
    listEvents: (linkId) =>
      run((state) => oldestFirst(state.events.filter((each) => each.linkId === linkId && !each.isCleared))),
    findUnmatched: (account, { ref, reference }) =>
      run((state) =>
        oldestFirst(
          state.events.filter(
            (each) =>
              each.account === account &&
              each.linkId === undefined &&
              ((ref !== undefined && each.event.ref === ref) ||
                (reference !== undefined && each.event.reference === reference)),
          ),
        ),
      ),
    findDraft: (conversation, actor, now) =>
      run((state) => state.drafts.find((each) => isDraftOf(each, { conversation, actor }) && each.expiresAt > now)),

    claimTasks: ({ limit, leaseMs, now, exceptAccounts = [] }) =>
      run((state) => {
        const at = now.getTime();
        const due = state.tasks
          .filter((each) => each.task.dueAt <= now && !exceptAccounts.includes(each.task.account))
          .sort((one, other) => one.task.dueAt.getTime() - other.task.dueAt.getTime() || one.id - other.id);
        const taken: LinkTask[] = [];
        for (const entry of due) {
          if (taken.length === limit || !isTaskFree(state, entry, at)) continue;
          take(entry, at, leaseMs);
          taken.push(toTask(entry));
          entry.attempts += 1;
        }
        return taken;
      }),
    startTask: ({ id, fence }) =>
      run((state) => {
        const entry = state.tasks.find((each) => String(each.id) === id && isOurs(each, fence));
        if (entry !== undefined) entry.hasStarted = true;
        return entry !== undefined;
      }),
    retryTask: ({ id, fence }, at) =>
      run((state) => {
        const entry = state.tasks.find((each) => String(each.id) === id && isOurs(each, fence));
        if (entry === undefined) return;
        if (entry.next !== undefined) advance(entry, { ...entry.next, dueAt: earlier(entry.next.dueAt, at) });
        else Object.assign(entry, { holder: undefined, task: { ...entry.task, dueAt: at } });
      }),
    nextTaskAt: () =>
      run((state) => {
        const now = clock.now().getTime();
        const times = state.tasks.filter((each) => isTaskFree(state, each, now)).map((each) => each.task.dueAt);
        return times.sort((one, other) => one.getTime() - other.getTime())[0];
      }),

    claimConversation: ({ leaseMs, now }) =>
      run((state) => {
        const at = now.getTime();
        const [ref, held] =
          [...state.conversations]
            .filter(([, each]) => each.nextSendAt <= at && (has("speaks-twice") || isFree(each, at)))
            .filter(([name]) =>
              has("speaks-early") ? waitingIn(state, name).length > 0 : readyAtOf(state, name) <= at,
            )
            .sort(([one], [other]) => readyAtOf(state, one) - readyAtOf(state, other))[0] ?? [];
        if (ref === undefined || held === undefined) return undefined;
        take(held, at, leaseMs);
        const waiting = waitingIn(state, ref);
        const notices = (has("hands-out-the-oldest") ? waiting : foremost(waiting, at))
          .slice(0, 200)
          .map((entry) => entry.notice)
          .sort((one, other) => (one.id < other.id ? -1 : 1));
        return { conversation: ref as ConversationRef, fence: held.fence, notices };
      }),
    beginSend: ({ conversation, fence, notices, drops }) =>
      run((state) => {
        if (!isOurs(state.conversations.get(conversation), fence)) return false;
        state.notices = state.notices.filter((entry) => !drops.includes(entry.notice.id));
        for (const entry of state.notices.filter((each) => notices.includes(each.notice.id))) {
          const { attempts, doubts, state: was } = entry.notice;
          const counted = { attempts: attempts + 1, doubts: doubts + Number(was === "sending") };
          entry.notice = { ...entry.notice, state: "sending", ...counted };
        }
        return true;
      }),
    finishSend: (end) =>
      run((state) => {
        if (!isOurs(state.conversations.get(end.conversation), end.fence)) return;
        const named = state.notices.filter((entry) => end.notices.includes(entry.notice.id));
        const isWaiting = named.some((entry) => !entry.isParked) || has("adds-twice");
        if (end.instead !== undefined && end.instead.length > 0 && !isWaiting) return;
        if (end.outcome === "sent") state.notices = state.notices.filter((entry) => !named.includes(entry));
        for (const entry of named) {
          entry.notice = { ...entry.notice, state: "pending" };
          entry.isParked = end.outcome === "parked";
        }
        for (const notice of end.instead ?? []) addNotice(state, notice);
        for (const { id, body } of end.amended ?? []) {
          const amended = state.notices.find((entry) => entry.notice.id === id);
          if (amended !== undefined) amended.notice = { ...amended.notice, body };
        }
        const link = state.links.get(end.card?.linkId ?? "");
        if (link !== undefined && end.card !== undefined) {
          const { ref, origin = link.origin } = end.card;
          const revision = link.revision + Number(!has("keeps-the-card-quiet"));
          state.links.set(link.id, { ...link, card: ref, origin, revision });
        }
        const { prompt } = end;
        if (prompt === undefined) return;
        state.drafts = state.drafts.map((each) => (isDraftOf(each, prompt) ? { ...each, prompt: prompt.ref } : each));
      }),
    releaseConversation: ({ conversation, fence, nextSendAt }) =>
      run((state) => {
        const held = state.conversations.get(conversation);
        if (isOurs(held, fence)) Object.assign(held, { holder: undefined, nextSendAt: nextSendAt.getTime() });
      }),
    moveConversation: (from, to) =>
      run((state) => {
        for (const link of state.links.values()) {
          if (link.origin !== from || has("leaves-links-behind")) continue;
          state.links.set(link.id, { ...link, origin: to, revision: link.revision + 1 });
        }
        const staying = state.drafts.filter((each) => each.conversation === to);
        state.drafts = state.drafts
          .filter((each) => each.conversation !== from || !staying.some((other) => other.actor === each.actor))
          .map((each) => (each.conversation === from ? { ...each, conversation: to } : each));
        for (const [key, linkId] of [...state.requests]) {
          const twin = key.startsWith(`${from} `) ? `${to}${key.slice(from.length)}` : key;
          if (!state.requests.has(twin) && !has("forgets-requests-on-moves")) state.requests.set(twin, linkId);
        }
        for (const entry of state.notices.filter((each) => each.notice.conversation === from)) {
          entry.notice = { ...entry.notice, conversation: to };
        }
        state.conversations.delete(from);
        conversationOf(state, to);
        for (const entry of state.deliveries.filter((each) => each.given.lane === from)) {
          const { body } = entry.given;
          const moved =
            body.kind === "message"
              ? { ...body, message: { ...body.message, conversation: to, saidIn: body.message.saidIn ?? from } }
              : body;
          entry.given = { ...entry.given, lane: to, body: moved };
        }
      }),
    nextSendAt: () =>
      run((state) => {
        const now = clock.now().getTime();
        const times = [...state.conversations]
          .filter(([ref, held]) => isFree(held, now) && waitingIn(state, ref).length > 0)
          .map(([ref, held]) => Math.max(held.nextSendAt, readyAtOf(state, ref)));
        return times.length === 0 ? undefined : new Date(Math.min(...times));
      }),

    getRecord: <T>(kind: string, key: string, now: Date) =>
      run((state) => {
        const found = liveRecord(state, kind, key, now.getTime());
        return found && { key, value: found.value as T, revision: found.revision };
      }),
    listRecords: <T>(kind: string, prefix: string, now: Date) =>
      run((state) =>
        [...state.records.values()]
          .filter((each) => each.kind === kind && each.key.startsWith(prefix))
          .filter((each) => liveRecord(state, kind, each.key, now.getTime()) !== undefined)
          .sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)))
          .map(({ key, value, revision }) => ({ key, value: value as T, revision })),
      ),
    writeRecord: (write) => run((state) => putRecord(state, structuredClone(write))),

    listAudit: ({ from, to, afterSeq = 0, limit }) =>
      run((state) =>
        state.audit
          .filter(({ row, seq }) => seq > afterSeq && (!from || row.at >= from) && (!to || row.at < to))
          .slice(0, limit)
          .map(toAuditRow),
      ),
    lastSealed: () =>
      run((state) => {
        const last = state.audit.findLast(({ seal }) => seal !== undefined);
        return last && toAuditRow(last);
      }),
    sealAudit: (seals) =>
      run((state) => {
        for (const { seq, seal } of seals) {
          const entry = state.audit.find((each) => each.seq === seq);
          if (entry !== undefined && (entry.seal === undefined || has("seals-again"))) entry.seal = seal;
        }
      }),

    takeBudgets: (budgets, now) =>
      run((state) => {
        const tokensOf = (budget: (typeof budgets)[number]): number => {
          const kept = state.budgets.get(budget.key);
          if (kept === undefined) return budget.capacity;
          const refilled = ((now.getTime() - kept.at) / 1000) * budget.refillPerSecond;
          return Math.min(budget.capacity, kept.tokens + refilled);
        };
        const isShort = budgets.some((budget) => tokensOf(budget) < 1);
        const waits = budgets.map((budget) => ((1 - tokensOf(budget)) / budget.refillPerSecond) * 1000);
        for (const budget of budgets) {
          const tokens = tokensOf(budget);
          if (isShort && !(has("takes-some-tokens") && tokens >= 1)) continue;
          state.budgets.set(budget.key, { tokens: tokens - 1, at: now.getTime() });
        }
        return isShort ? Math.ceil(Math.max(...waits)) : 0;
      }),
    holdLease: (name, leaseMs, now) =>
      run((state) => {
        const held = state.leases.get(name) ?? { holder: undefined, until: 0, fence: 0 };
        if (!isFree(held, now.getTime()) && held.holder !== worker && !has("shares-leases")) return false;
        state.leases.set(name, { holder: worker, until: now.getTime() + leaseMs, fence: 0 });
        return true;
      }),
    releaseLease: (name) =>
      run((state) => {
        if (state.leases.get(name)?.holder === worker) state.leases.delete(name);
      }),
    purge: (before) =>
      run((state) => {
        const events = state.events.filter((each) => !each.isCleared && each.event.occurredAt < before);
        for (const each of events) each.isCleared = true;
        const isOver = (each: DeliveryEntry): boolean => each.isDone || has("clears-unfinished");
        const old = state.deliveries.filter((each) => each.hasBody && isOver(each) && each.given.receivedAt < before);
        for (const each of old) each.hasBody = false;
        return events.length + old.length;
      }),
    backlog: (now) =>
      run((state) => {
        const at = now.getTime();
        const open = state.deliveries.filter((each) => !each.isDone);
        const ready = state.notices.filter((each) => !each.isParked && each.readyAt <= at);
        const speakable = ready.filter((each) => {
          const held = state.conversations.get(each.notice.conversation);
          return held !== undefined && isFree(held, at) && held.nextSendAt <= at;
        });
        const free = open.filter((each) => isFree(each, at) && lanesHead(state, each));
        const ageOf = (times: readonly number[]): number => (times.length === 0 ? 0 : at - Math.min(...times));
        const laggards = [...Map.groupBy(ready, (each) => each.notice.conversation)].map(([conversation, entries]) => ({
          conversation,
          ageMs: ageOf(entries.map((each) => each.readyAt)),
          notices: entries.length,
        }));
        return {
          deliveries: open.length,
          deliveryAgeMs: ageOf(free.map((each) => each.given.receivedAt.getTime())),
          notices: ready.length,
          noticeAgeMs: ageOf(speakable.map((each) => each.readyAt)),
          parked: state.notices.filter((each) => each.isParked).length,
          dueTasks: state.tasks.filter((each) => each.task.dueAt <= now).length,
          unmatchedEvents: state.events.filter((each) => each.linkId === undefined && !each.isCleared).length,
          laggards: laggards.sort((one, other) => other.ageMs - one.ageMs).slice(0, 10),
        };
      }),
  };
}

function toTask({ task, id, attempts, hasStarted, fence }: TaskEntry): LinkTask {
  const { keepsEarlier: _keepsEarlier, data = {}, ...rest } = task;
  return {
    ...rest,
    id: String(id) as TaskId,
    attempts,
    fence,
    data: hasStarted ? { ...data, hasStarted } : data,
  };
}

function toAuditRow({ row, seq, seal }: State["audit"][number]) {
  return { ...row, seq, ...(seal !== undefined && { seal }) };
}

function isDraftOf(draft: Draft, owner: Pick<Draft, "conversation" | "actor">): boolean {
  return draft.conversation === owner.conversation && draft.actor === owner.actor;
}

function oldestFirst(events: State["events"]): NewEvent["event"][] {
  return events.map(({ event }) => event).sort((one, other) => one.occurredAt.getTime() - other.occurredAt.getTime());
}

function newestFirst(one: PaymentLink, other: PaymentLink): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || (one.id < other.id ? 1 : -1);
}

function isAfter(link: PaymentLink, cursor: string): boolean {
  const [at = "", id = ""] = cursor.split(" ");
  const time = link.createdAt.getTime();
  return time < Number(at) || (time === Number(at) && link.id < id);
}

function passes(link: PaymentLink, query: LinkQuery, defect?: StoreDefect): boolean {
  const { price } = query;
  const asked = link.price.kind === "fixed" ? link.price.amount : undefined;
  const fields = [link.description, link.id, link.customerReference, link.note, ...link.items.map((item) => item.name)];
  const text = (defect === "searches-descriptions" ? [link.description] : fields).join("\n").toLowerCase();
  const words = (query.words ?? "").toLowerCase().split(/\s+/);
  return (
    (query.createdBy ?? link.createdBy.id) === link.createdBy.id &&
    (query.conversation ?? link.origin) === link.origin &&
    (query.account ?? link.account) === link.account &&
    (query.provider ?? link.provider) === link.provider &&
    (query.statuses ?? [link.status]).includes(link.status) &&
    (query.createdFrom === undefined || link.createdAt >= query.createdFrom) &&
    (query.createdTo === undefined || link.createdAt < query.createdTo) &&
    (price === undefined || (asked?.minor === price.minor && asked.currency.code === price.currency)) &&
    words.every((word) => text.includes(word))
  );
}

function roundMoney(link: PaymentLink): PaymentLink {
  if (link.price.kind === "open") return link;
  const { minor, currency } = link.price.amount;
  return { ...link, price: { kind: "fixed", amount: { minor: BigInt(Number(minor)), currency } } };
}

/** JSON knows neither bigint nor Date, and turns undefined in a list into null: as drafts are kept. */
function keepNumbers(this: unknown, key: string, value: unknown): unknown {
  const raw = (this as Record<string, unknown>)[key];
  if (typeof raw === "bigint") return { bigint: String(raw) };
  return raw instanceof Date ? { date: raw.getTime() } : value;
}

function readNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("bigint" in value && typeof value.bigint === "string") return BigInt(value.bigint);
  return "date" in value && typeof value.date === "number" ? new Date(value.date) : value;
}
