-- `link_id`: whose card or change it is; empty for answers to a person. However much waits in a conversation, all of one
-- link is found together, and what goes first is found without reading the bodies.
ALTER TABLE notices ADD COLUMN link_id text COLLATE "C" NOT NULL DEFAULT '';
UPDATE notices SET link_id = coalesce(substring(body from '"linkId":"([^"]+)"'), '')
WHERE body LIKE '{"kind":"card",%' OR body LIKE '{"kind":"change",%';
DROP INDEX notices_order;
CREATE INDEX notices_link ON notices (conversation, link_id, id) INCLUDE (is_paid, attempts, ready_at)
  WHERE state <> 'parked';
