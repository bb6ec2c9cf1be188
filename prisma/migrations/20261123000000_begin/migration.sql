-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "wires" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "sender_name" TEXT NOT NULL,
    "sender_address" TEXT NOT NULL,
    "phrases" JSONB NOT NULL DEFAULT '{}',
    "always_disclaims" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wires_pkey" PRIMARY KEY ("singleton")
);

-- CreateTable
CREATE TABLE "sectors" (
    "key" TEXT NOT NULL,
    "labels" JSONB NOT NULL,
    "media_topic" TEXT,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sectors_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "trusted" BOOLEAN NOT NULL DEFAULT false,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "issuers" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "names" JSONB NOT NULL,
    "domain" TEXT,
    "symbols" JSONB NOT NULL DEFAULT '[]',
    "contacts" JSONB NOT NULL DEFAULT '[]',
    "boilerplates" JSONB NOT NULL DEFAULT '{}',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "issuers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_issuers" (
    "account_id" UUID NOT NULL,
    "issuer_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_issuers_pkey" PRIMARY KEY ("account_id","issuer_id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "prefix" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "account_id" UUID,
    "key_id" UUID,
    "actor" TEXT NOT NULL,
    "ip" TEXT,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "release_id" UUID,
    "reason" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "key_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("key_id","key")
);

-- CreateTable
CREATE TABLE "outlets" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "external_id" TEXT,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "languages" TEXT[],
    "sectors" TEXT[],
    "time_zone" TEXT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "outlets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journalists" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "external_id" TEXT,
    "name" TEXT NOT NULL,
    "country" TEXT,
    "languages" TEXT[],
    "sectors" TEXT[],
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "journalists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "journalist_outlets" (
    "journalist_id" UUID NOT NULL,
    "outlet_id" UUID NOT NULL,

    CONSTRAINT "journalist_outlets_pkey" PRIMARY KEY ("journalist_id","outlet_id")
);

-- CreateTable
CREATE TABLE "endpoints" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "external_id" TEXT,
    "outlet_id" UUID,
    "journalist_id" UUID,
    "channel" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "host" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "secrets" BYTEA,
    "format" TEXT NOT NULL,
    "languages" TEXT[],
    "pace_per_minute" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outlet_lists" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "owner_account_id" UUID,
    "visibility" TEXT NOT NULL DEFAULT 'everyone',
    "rule" JSONB,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "outlet_lists_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outlet_list_members" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "outlet_list_id" UUID NOT NULL,
    "outlet_id" UUID,
    "journalist_id" UUID,

    CONSTRAINT "outlet_list_members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "suppressions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "channel" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "reason" TEXT NOT NULL,
    "delivery_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "suppressions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "releases" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "account_id" UUID NOT NULL,
    "reference" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "releases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "versions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "release_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'original',
    "state" TEXT NOT NULL DEFAULT 'draft',
    "state_reason" TEXT,
    "state_at" TIMESTAMPTZ(3) NOT NULL,
    "revision_number" INTEGER NOT NULL DEFAULT 1,
    "approved_hash" BYTEA,
    "frozen_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revisions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "version_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "hash" BYTEA NOT NULL,
    "content" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "revisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "editions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "revision_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "headline" TEXT NOT NULL,
    "subheadline" TEXT,
    "place" TEXT,
    "body_format" TEXT NOT NULL,
    "body_source" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "summary" TEXT,
    "boilerplate" TEXT,

    CONSTRAINT "editions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "publications" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "release_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "version_number" INTEGER NOT NULL,
    "revision_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "state" TEXT NOT NULL,
    "release_at" TIMESTAMPTZ(3) NOT NULL,
    "release_at_given" TEXT,
    "embargo_until" TIMESTAMPTZ(3),
    "urgency" INTEGER NOT NULL,
    "message_domain" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "late_ms" INTEGER,
    "released_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dispatches" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "publication_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "outlet_list_id" UUID NOT NULL,
    "outlet_list_name" TEXT NOT NULL,
    "exclude_outlet_ids" UUID[],
    "edition_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "covered" INTEGER NOT NULL DEFAULT 0,
    "expanded_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dispatches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tallies" (
    "dispatch_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "publication_id" UUID NOT NULL,
    "pending" INTEGER NOT NULL DEFAULT 0,
    "sending" INTEGER NOT NULL DEFAULT 0,
    "retrying" INTEGER NOT NULL DEFAULT 0,
    "available" INTEGER NOT NULL DEFAULT 0,
    "delivered" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "suppressed" INTEGER NOT NULL DEFAULT 0,
    "superseded" INTEGER NOT NULL DEFAULT 0,
    "canceled" INTEGER NOT NULL DEFAULT 0,
    "first_hand_over_at" TIMESTAMPTZ(3),
    "last_hand_over_at" TIMESTAMPTZ(3),

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("dispatch_id","channel")
);

-- CreateTable
CREATE TABLE "batches" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "publication_id" UUID NOT NULL,
    "dispatch_id" UUID NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'ready',
    "generation" INTEGER NOT NULL DEFAULT 0,
    "leased_by" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "rung_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "publication_id" UUID NOT NULL,
    "dispatch_id" UUID NOT NULL,
    "batch_id" UUID,
    "position" INTEGER NOT NULL,
    "edition_id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "outlet_id" UUID,
    "outlet_name" TEXT NOT NULL,
    "country" TEXT,
    "language" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "address_hash" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "receipt" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id","publication_id")
);

-- CreateTable
CREATE TABLE "attempts" (
    "publication_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "duration_ms" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "detail" TEXT,
    "receipt" TEXT,
    "worker" TEXT NOT NULL,

    CONSTRAINT "attempts_pkey" PRIMARY KEY ("publication_id","delivery_id","number")
);

-- CreateIndex
CREATE INDEX "account_issuers_issuer_id_idx" ON "account_issuers"("issuer_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys"("hash");

-- CreateIndex
CREATE INDEX "api_keys_account_id_idx" ON "api_keys"("account_id");

-- CreateIndex
CREATE INDEX "events_release_id_id_idx" ON "events"("release_id", "id");

-- CreateIndex
CREATE INDEX "events_subject_type_subject_id_id_idx" ON "events"("subject_type", "subject_id", "id");

-- CreateIndex
CREATE INDEX "events_account_id_id_idx" ON "events"("account_id", "id");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "outlets_external_id_key" ON "outlets"("external_id");

-- CreateIndex
CREATE INDEX "outlets_country_idx" ON "outlets"("country");

-- CreateIndex
CREATE UNIQUE INDEX "journalists_external_id_key" ON "journalists"("external_id");

-- CreateIndex
CREATE INDEX "journalist_outlets_outlet_id_idx" ON "journalist_outlets"("outlet_id");

-- CreateIndex
CREATE UNIQUE INDEX "endpoints_external_id_key" ON "endpoints"("external_id");

-- CreateIndex
CREATE INDEX "endpoints_outlet_id_idx" ON "endpoints"("outlet_id");

-- CreateIndex
CREATE INDEX "endpoints_journalist_id_idx" ON "endpoints"("journalist_id");

-- CreateIndex
CREATE INDEX "endpoints_address_hash_idx" ON "endpoints"("address_hash");

-- CreateIndex
CREATE INDEX "outlet_list_members_outlet_id_idx" ON "outlet_list_members"("outlet_id");

-- CreateIndex
CREATE INDEX "outlet_list_members_journalist_id_idx" ON "outlet_list_members"("journalist_id");

-- CreateIndex
CREATE UNIQUE INDEX "outlet_list_members_outlet_list_id_outlet_id_key" ON "outlet_list_members"("outlet_list_id", "outlet_id");

-- CreateIndex
CREATE UNIQUE INDEX "outlet_list_members_outlet_list_id_journalist_id_key" ON "outlet_list_members"("outlet_list_id", "journalist_id");

-- CreateIndex
CREATE INDEX "suppressions_address_hash_idx" ON "suppressions"("address_hash");

-- CreateIndex
CREATE INDEX "releases_account_id_id_idx" ON "releases"("account_id", "id");

-- CreateIndex
CREATE INDEX "versions_state_id_idx" ON "versions"("state", "id");

-- CreateIndex
CREATE UNIQUE INDEX "versions_release_id_number_key" ON "versions"("release_id", "number");

-- CreateIndex
CREATE INDEX "revisions_hash_idx" ON "revisions"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "revisions_version_id_number_key" ON "revisions"("version_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "editions_revision_id_language_key" ON "editions"("revision_id", "language");

-- CreateIndex
CREATE INDEX "publications_release_id_id_idx" ON "publications"("release_id", "id");

-- CreateIndex
CREATE INDEX "dispatches_publication_id_position_idx" ON "dispatches"("publication_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "dispatches_publication_id_language_outlet_list_id_key" ON "dispatches"("publication_id", "language", "outlet_list_id");

-- CreateIndex
CREATE INDEX "tallies_publication_id_idx" ON "tallies"("publication_id");

-- CreateIndex
CREATE INDEX "batches_publication_id_idx" ON "batches"("publication_id");

-- CreateIndex
CREATE INDEX "deliveries_publication_id_id_idx" ON "deliveries"("publication_id", "id");

-- CreateIndex
CREATE INDEX "deliveries_batch_id_idx" ON "deliveries"("batch_id");

-- CreateIndex
CREATE INDEX "deliveries_endpoint_id_idx" ON "deliveries"("endpoint_id");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_publication_id_endpoint_id_language_key" ON "deliveries"("publication_id", "endpoint_id", "language");

-- AddForeignKey
ALTER TABLE "account_issuers" ADD CONSTRAINT "account_issuers_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_issuers" ADD CONSTRAINT "account_issuers_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "issuers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journalist_outlets" ADD CONSTRAINT "journalist_outlets_journalist_id_fkey" FOREIGN KEY ("journalist_id") REFERENCES "journalists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "journalist_outlets" ADD CONSTRAINT "journalist_outlets_outlet_id_fkey" FOREIGN KEY ("outlet_id") REFERENCES "outlets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_outlet_id_fkey" FOREIGN KEY ("outlet_id") REFERENCES "outlets"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_journalist_id_fkey" FOREIGN KEY ("journalist_id") REFERENCES "journalists"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outlet_list_members" ADD CONSTRAINT "outlet_list_members_outlet_list_id_fkey" FOREIGN KEY ("outlet_list_id") REFERENCES "outlet_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outlet_list_members" ADD CONSTRAINT "outlet_list_members_outlet_id_fkey" FOREIGN KEY ("outlet_id") REFERENCES "outlets"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outlet_list_members" ADD CONSTRAINT "outlet_list_members_journalist_id_fkey" FOREIGN KEY ("journalist_id") REFERENCES "journalists"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "releases" ADD CONSTRAINT "releases_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "editions" ADD CONSTRAINT "editions_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "versions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dispatches" ADD CONSTRAINT "dispatches_publication_id_fkey" FOREIGN KEY ("publication_id") REFERENCES "publications"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
