-- Files that releases name: what is told of them. The bytes lie in the file store.
CREATE TABLE "attachments" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "account_id" UUID NOT NULL,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'receiving',
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" BYTEA NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "renditions" JSONB NOT NULL DEFAULT '[]',
    "scanned_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "attachments_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "attachments_state" CHECK ("state" IN ('receiving', 'ready', 'removing')),
    CONSTRAINT "attachments_kind" CHECK ("kind" IN ('image', 'document'))
);

CREATE INDEX "attachments_account_id_id_idx" ON "attachments"("account_id", "id");

-- What a process that was killed has left to be tidied up.
CREATE INDEX "attachments_unfinished" ON "attachments"("updated_at") WHERE "state" <> 'ready';

-- Which revisions name a file: while one does, the file cannot be deleted.
CREATE TABLE "attachment_uses" (
    "revision_id" UUID NOT NULL,
    "attachment_id" UUID NOT NULL,

    CONSTRAINT "attachment_uses_pkey" PRIMARY KEY ("revision_id", "attachment_id")
);

CREATE INDEX "attachment_uses_attachment_id_idx" ON "attachment_uses"("attachment_id");

ALTER TABLE "attachments" ADD CONSTRAINT "attachments_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "attachment_uses" ADD CONSTRAINT "attachment_uses_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revisions"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "attachment_uses" ADD CONSTRAINT "attachment_uses_attachment_id_fkey" FOREIGN KEY ("attachment_id") REFERENCES "attachments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
