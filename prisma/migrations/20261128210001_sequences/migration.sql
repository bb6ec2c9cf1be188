-- What an outlet fetches with.
CREATE TABLE "endpoint_keys" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "endpoint_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "endpoint_keys_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "endpoint_keys_hash_key" ON "endpoint_keys"("hash");
CREATE INDEX "endpoint_keys_endpoint_id_idx" ON "endpoint_keys"("endpoint_id");
ALTER TABLE "endpoint_keys" ADD CONSTRAINT "endpoint_keys_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoints"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Numbers without a gap for each machine's endpoint. What was listed before has none.
CREATE TABLE "endpoint_sequences" (
    "endpoint_id" UUID NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "endpoint_sequences_pkey" PRIMARY KEY ("endpoint_id")
);
CREATE TABLE "endpoint_items" (
    "endpoint_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "publication_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "open" BOOLEAN NOT NULL,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "endpoint_items_pkey" PRIMARY KEY ("endpoint_id","sequence")
);
CREATE UNIQUE INDEX "endpoint_items_delivery_id_key" ON "endpoint_items"("delivery_id");
CREATE INDEX "endpoint_items_publication_id_idx" ON "endpoint_items"("publication_id");
-- What comes after others that have greater numbers is still found.
CREATE INDEX "endpoint_items_open" ON "endpoint_items"("endpoint_id", "sequence") WHERE "open";

ALTER TABLE "endpoint_sequences" SET (fillfactor = 50);
