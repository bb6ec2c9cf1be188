-- What is learned of a delivery once it was handed over: that it bounced, or that its reader complained. One of a kind for each.
CREATE TABLE "delivery_facts" (
    "publication_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "status" TEXT,
    "detail" TEXT,
    "reporter" TEXT,
    "proven" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "delivery_facts_pkey" PRIMARY KEY ("publication_id","delivery_id","kind")
);

ALTER TABLE delivery_facts ADD CONSTRAINT delivery_facts_kind CHECK (kind IN ('hard-bounce', 'soft-bounce', 'complaint'));

-- How often an address bounced lately.
CREATE INDEX "delivery_facts_address_hash_at_idx" ON "delivery_facts"("address_hash", "at");

-- An address that bounces softly time and again is silenced, too.
ALTER TABLE suppressions DROP CONSTRAINT suppressions_reason;
ALTER TABLE suppressions ADD CONSTRAINT suppressions_reason
  CHECK (reason IN ('unsubscribe', 'hard-bounce', 'soft-bounce', 'complaint', 'erasure', 'admin'));
