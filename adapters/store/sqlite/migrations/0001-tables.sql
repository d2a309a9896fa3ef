-- Times are milliseconds since 1970. `doc`, `body`, `data`, `state` and `value` are JSON, see adapters/shared/store-codec.ts.
-- A row with `lease_until` above 0 is in somebody's hands; its `fence` tells which hands.

CREATE TABLE links (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL,
  reference TEXT NOT NULL,
  ref TEXT,
  url TEXT,
  status TEXT NOT NULL,
  created_by TEXT NOT NULL,
  conversation TEXT NOT NULL,
  price_currency TEXT,
  price_minor TEXT,
  search TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  card TEXT,
  doc TEXT NOT NULL
);
CREATE UNIQUE INDEX links_reference ON links (reference);
CREATE INDEX links_ref ON links (ref, account) WHERE ref IS NOT NULL;
CREATE INDEX links_url ON links (url) WHERE url IS NOT NULL;
-- Lists are read status by status and merged, so that every filter finds its newest rows at the end of one index.
CREATE INDEX links_status ON links (status, created_at, id);
CREATE INDEX links_created_by ON links (created_by, status, created_at, id);
CREATE INDEX links_conversation ON links (conversation, status, created_at, id);
CREATE INDEX links_account ON links (account, status, created_at, id);
CREATE INDEX links_provider ON links (provider, status, created_at, id);
CREATE INDEX links_price ON links (price_minor, price_currency, status, created_at, id) WHERE price_minor IS NOT NULL;

CREATE TABLE requests (
  key TEXT PRIMARY KEY,
  link_id TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  link_id TEXT,
  ref TEXT,
  reference TEXT,
  occurred_at INTEGER NOT NULL,
  body TEXT
);
CREATE UNIQUE INDEX events_key ON events (account, key);
CREATE INDEX events_link ON events (link_id, occurred_at) WHERE link_id IS NOT NULL;
CREATE INDEX events_unmatched_ref ON events (account, ref) WHERE link_id IS NULL;
CREATE INDEX events_unmatched_reference ON events (account, reference) WHERE link_id IS NULL;
CREATE INDEX events_body ON events (occurred_at) WHERE body IS NOT NULL;

-- `is_head`: the oldest unfinished delivery of its lane, the only one that may be claimed.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  lane TEXT NOT NULL,
  body TEXT,
  received_at INTEGER NOT NULL,
  is_done INTEGER NOT NULL DEFAULT 0,
  is_head INTEGER NOT NULL,
  not_before INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  fence INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0,
  worker TEXT
);
CREATE UNIQUE INDEX deliveries_key ON deliveries (source, key);
CREATE INDEX deliveries_lane ON deliveries (lane, id) WHERE is_done = 0;
CREATE INDEX deliveries_head ON deliveries (id) WHERE is_head = 1;
CREATE INDEX deliveries_held ON deliveries (worker) WHERE lease_until > 0;
CREATE INDEX deliveries_body ON deliveries (received_at) WHERE is_done = 1 AND body IS NOT NULL;

-- `next_*`: a task of the same kind asked for while this one is in somebody's hands; it takes the place when they are done.
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  link_id TEXT NOT NULL,
  account TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  data TEXT NOT NULL,
  has_started INTEGER NOT NULL,
  next_due_at INTEGER,
  next_attempts INTEGER,
  next_data TEXT,
  next_has_started INTEGER,
  fence INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0,
  worker TEXT
);
CREATE UNIQUE INDEX tasks_link ON tasks (link_id, kind);
CREATE INDEX tasks_due ON tasks (account, due_at, id);
CREATE INDEX tasks_due_at ON tasks (due_at);
CREATE INDEX tasks_held ON tasks (link_id, worker) WHERE lease_until > 0;

-- `ready_at`: when the oldest notice that waits became sendable; null when none waits.
CREATE TABLE conversations (
  ref TEXT PRIMARY KEY,
  ready_at INTEGER,
  next_send_at INTEGER NOT NULL DEFAULT 0,
  fence INTEGER NOT NULL DEFAULT 0,
  lease_until INTEGER NOT NULL DEFAULT 0,
  worker TEXT
) WITHOUT ROWID;
CREATE INDEX conversations_ready ON conversations (ready_at) WHERE ready_at IS NOT NULL;
CREATE INDEX conversations_held ON conversations (worker) WHERE lease_until > 0;

CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation TEXT NOT NULL,
  body TEXT NOT NULL,
  is_paid INTEGER,
  not_before INTEGER,
  ready_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  attempts INTEGER NOT NULL DEFAULT 0,
  doubts INTEGER NOT NULL DEFAULT 0,
  stored_at INTEGER NOT NULL,
  reason TEXT
);
CREATE INDEX notices_waiting ON notices (conversation, ready_at) WHERE state <> 'parked';
CREATE INDEX notices_order ON notices (conversation, id) WHERE state <> 'parked';
CREATE INDEX notices_parked ON notices (id) WHERE state = 'parked';

CREATE TABLE drafts (
  conversation TEXT NOT NULL,
  actor TEXT NOT NULL,
  state TEXT NOT NULL,
  prompt TEXT,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (conversation, actor)
) WITHOUT ROWID;

CREATE TABLE records (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  revision INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
-- One count for all records: a record that was deleted and written again never has an old revision.
CREATE TABLE record_revision (last INTEGER NOT NULL);
INSERT INTO record_revision VALUES (0);

CREATE TABLE budgets (
  key TEXT PRIMARY KEY,
  tokens REAL NOT NULL,
  counted_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  worker TEXT NOT NULL,
  lease_until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  who_name TEXT,
  what TEXT NOT NULL,
  outcome TEXT NOT NULL,
  link_id TEXT,
  conversation TEXT,
  facts TEXT,
  seal TEXT
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_sealed ON audit (seq) WHERE seal IS NOT NULL;
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows stay');
END;
CREATE TRIGGER audit_keeps_content BEFORE UPDATE ON audit
WHEN OLD.seal IS NOT NULL OR NEW.seal IS NULL
  OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at OR NEW.who IS NOT OLD.who OR NEW.who_name IS NOT OLD.who_name
  OR NEW.what IS NOT OLD.what OR NEW.outcome IS NOT OLD.outcome OR NEW.link_id IS NOT OLD.link_id
  OR NEW.conversation IS NOT OLD.conversation OR NEW.facts IS NOT OLD.facts
BEGIN
  SELECT RAISE(ABORT, 'audit rows are never changed');
END;
