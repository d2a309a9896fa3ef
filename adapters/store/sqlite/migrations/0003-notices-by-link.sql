-- `link_id`: whose card or change it is; empty for answers to a person. However much waits in a conversation, all of one
-- link is found together, and what goes first is found without reading the bodies.
ALTER TABLE notices ADD COLUMN link_id TEXT NOT NULL DEFAULT '';
UPDATE notices SET link_id = json_extract(body, '$.linkId') WHERE json_extract(body, '$.kind') IN ('card', 'change');
DROP INDEX notices_order;
CREATE INDEX notices_link ON notices (conversation, link_id, id, is_paid, attempts, ready_at) WHERE state <> 'parked';
