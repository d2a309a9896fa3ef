-- Copies read each table in the order of its keys, the same in every kind of store: by their bytes.
ALTER TABLE requests ALTER COLUMN key TYPE text COLLATE "C";
ALTER TABLE drafts ALTER COLUMN conversation TYPE text COLLATE "C", ALTER COLUMN actor TYPE text COLLATE "C";
