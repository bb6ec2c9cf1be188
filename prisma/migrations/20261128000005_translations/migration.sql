-- Names of an issuer that no translation changes.
ALTER TABLE "issuers" ADD COLUMN "glossary" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];

-- Whether what a machine translated may go out before an editor has read it.
ALTER TABLE "accounts" ADD COLUMN "machine_translation" TEXT NOT NULL DEFAULT 'reviewed';
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_machine_translation" CHECK ("machine_translation" IN ('reviewed', 'unreviewed'));

-- Whether its text came from a machine: what goes out says so.
ALTER TABLE "editions" ADD COLUMN "machine_translated" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "translations" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "release_id" UUID NOT NULL,
    "version_number" INTEGER NOT NULL,
    "language" TEXT NOT NULL,
    "source_language" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "provider" TEXT,
    "machine" BOOLEAN NOT NULL DEFAULT false,
    "source" JSONB NOT NULL,
    "source_hash" BYTEA NOT NULL,
    "draft" JSONB,
    "lost_names" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "requested_by" TEXT NOT NULL,
    "drafted_by" TEXT,
    "reviewed_by" TEXT,
    "due_at" TIMESTAMPTZ(3),
    "failure" JSONB,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3),
    "lease_expires_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 0,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "translations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "translations_state" CHECK ("state" IN ('requested', 'drafted', 'reviewed', 'delivered', 'canceled')),
    CONSTRAINT "translations_draft" CHECK ("draft" IS NOT NULL OR "state" IN ('requested', 'canceled'))
);

CREATE INDEX "translations_release_id_id_idx" ON "translations"("release_id", "id");

ALTER TABLE "translations" ADD CONSTRAINT "translations_release_id_version_number_fkey" FOREIGN KEY ("release_id", "version_number") REFERENCES "versions"("release_id", "number") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One at a time for each version and language.
CREATE UNIQUE INDEX "translations_open" ON "translations"("release_id", "version_number", "language") WHERE "state" IN ('requested', 'drafted', 'reviewed');

-- What a worker looks for.
CREATE INDEX "translations_due" ON "translations"("next_try_at") WHERE "state" = 'requested' AND "next_try_at" IS NOT NULL;
