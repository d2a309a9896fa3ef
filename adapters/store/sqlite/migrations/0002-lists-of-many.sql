-- What a person asks for most is filtered twice: their own links in this conversation, or at one provider. With one
-- filter in the index and a million links, the other could skip through all of them.
CREATE INDEX links_created_by_conversation ON links (created_by, conversation, status, created_at, id);
CREATE INDEX links_created_by_provider ON links (created_by, provider, status, created_at, id);

DROP INDEX links_price;
CREATE INDEX links_price ON links (price_minor, price_currency, account, status, created_at, id)
  WHERE price_minor IS NOT NULL;

-- A word search reads this from its newest end and nothing else: everything it needs to decide is in the index.
CREATE INDEX links_words ON links (created_at, id, status, created_by, search);
