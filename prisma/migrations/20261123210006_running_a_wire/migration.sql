-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "limits" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "mode" TEXT NOT NULL DEFAULT 'live';

-- AlterTable
ALTER TABLE "dispatches" ADD COLUMN     "reach" JSONB;

-- AlterTable
ALTER TABLE "endpoints" ADD COLUMN     "editions" TEXT NOT NULL DEFAULT 'all';

-- AlterTable
ALTER TABLE "journalists" ADD COLUMN     "erased_at" TIMESTAMPTZ(3),
ADD COLUMN     "paused_until" TIMESTAMPTZ(3),
ADD COLUMN     "phone" TEXT,
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "outlet_lists" ADD COLUMN     "price" TEXT;

-- AlterTable
ALTER TABLE "outlets" ADD COLUMN     "accepts_embargo" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "paused_until" TIMESTAMPTZ(3),
ADD COLUMN     "phone" TEXT,
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "technical_contact" JSONB,
ADD COLUMN     "tier" INTEGER;

-- AlterTable
ALTER TABLE "publications" ADD COLUMN     "issuer_ids" UUID[],
ADD COLUMN     "recipients" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "releases" ADD COLUMN     "test" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "suppressions" ADD COLUMN     "account_id" UUID,
ADD COLUMN     "domain" TEXT,
ADD COLUMN     "note" TEXT,
ADD COLUMN     "origin" TEXT NOT NULL DEFAULT 'dateline',
ALTER COLUMN "channel" DROP NOT NULL,
ALTER COLUMN "address_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "wires" ADD COLUMN     "home" TEXT,
ADD COLUMN     "key_check" TEXT,
ADD COLUMN     "retention" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "usages" (
    "account_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "period" DATE NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "usages_pkey" PRIMARY KEY ("account_id","kind","period")
);

-- CreateTable
CREATE TABLE "holds" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "scope" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "cause" TEXT NOT NULL DEFAULT 'pressed',
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by" TEXT,

    CONSTRAINT "holds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outlet_list_parts" (
    "outlet_list_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,

    CONSTRAINT "outlet_list_parts_pkey" PRIMARY KEY ("outlet_list_id","part_id")
);

-- CreateTable
CREATE TABLE "entitlements" (
    "account_id" UUID NOT NULL,
    "outlet_list_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "entitlements_pkey" PRIMARY KEY ("account_id","outlet_list_id")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "state" TEXT NOT NULL,
    "charset" TEXT NOT NULL,
    "separator" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "columns" TEXT[],
    "rows" INTEGER NOT NULL DEFAULT 0,
    "creates" INTEGER NOT NULL DEFAULT 0,
    "updates" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "applied" INTEGER NOT NULL DEFAULT 0,
    "key_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "applied_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "kind" TEXT,
    "external_id" TEXT,
    "action" TEXT NOT NULL,
    "errors" JSONB NOT NULL DEFAULT '[]',
    "data" JSONB NOT NULL DEFAULT '{}',
    "secrets" BYTEA,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("import_id","line")
);

-- CreateIndex
CREATE INDEX "outlet_list_parts_part_id_idx" ON "outlet_list_parts"("part_id");

-- CreateIndex
CREATE INDEX "entitlements_outlet_list_id_idx" ON "entitlements"("outlet_list_id");

-- CreateIndex
CREATE INDEX "import_rows_import_id_action_line_idx" ON "import_rows"("import_id", "action", "line");

-- CreateIndex
CREATE UNIQUE INDEX "releases_id_test_key" ON "releases"("id", "test");

-- AddForeignKey
ALTER TABLE "outlet_list_parts" ADD CONSTRAINT "outlet_list_parts_outlet_list_id_fkey" FOREIGN KEY ("outlet_list_id") REFERENCES "outlet_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outlet_list_parts" ADD CONSTRAINT "outlet_list_parts_part_id_fkey" FOREIGN KEY ("part_id") REFERENCES "outlet_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "entitlements" ADD CONSTRAINT "entitlements_outlet_list_id_fkey" FOREIGN KEY ("outlet_list_id") REFERENCES "outlet_lists"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_release_id_test_fkey" FOREIGN KEY ("release_id", "test") REFERENCES "releases"("id", "test") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What schema.prisma cannot say. Tested by test/db/guards.test.ts.

ALTER TABLE api_keys ADD CONSTRAINT api_keys_mode CHECK (mode IN ('live', 'test'));
ALTER TABLE endpoints ADD CONSTRAINT endpoints_editions CHECK (editions IN ('all', 'first'));
ALTER TABLE outlets ADD CONSTRAINT outlets_tier CHECK (tier BETWEEN 1 AND 9);
ALTER TABLE outlet_lists DROP CONSTRAINT outlet_lists_visibility;
ALTER TABLE outlet_lists ADD CONSTRAINT outlet_lists_visibility CHECK (visibility IN ('everyone', 'catalogue', 'entitled', 'owner'));
ALTER TABLE outlet_list_parts ADD CONSTRAINT outlet_list_parts_operation CHECK (operation IN ('union', 'difference'));
ALTER TABLE outlet_list_parts ADD CONSTRAINT outlet_list_parts_not_itself CHECK (outlet_list_id <> part_id);
ALTER TABLE suppressions DROP CONSTRAINT suppressions_reason;
ALTER TABLE suppressions ADD CONSTRAINT suppressions_reason
  CHECK (reason IN ('unsubscribe', 'hard-bounce', 'complaint', 'erasure', 'admin'));
ALTER TABLE suppressions ADD CONSTRAINT suppressions_one_subject CHECK (num_nonnulls(address_hash, domain) = 1);
ALTER TABLE holds ADD CONSTRAINT holds_scope
  CHECK (scope IN ('wire', 'account', 'issuer', 'list', 'channel', 'host', 'publication'));
ALTER TABLE holds ADD CONSTRAINT holds_subject CHECK ((scope = 'wire') = (subject = ''));
ALTER TABLE holds ADD CONSTRAINT holds_cause CHECK (cause IN ('pressed', 'restored'));
ALTER TABLE usages ADD CONSTRAINT usages_kind CHECK (kind IN ('releases', 'recipients'));
ALTER TABLE usages ADD CONSTRAINT usages_used CHECK (used >= 0);
ALTER TABLE imports ADD CONSTRAINT imports_state CHECK (state IN ('checking', 'checked', 'applying', 'applied', 'discarded'));
ALTER TABLE import_rows ADD CONSTRAINT import_rows_action CHECK (action IN ('create', 'update', 'unchanged', 'refused'));

-- A rule used to say whom to include, and meant outlets only.
UPDATE outlet_lists SET rule = jsonb_build_object('include', rule || '{"kinds": ["outlet"]}') WHERE rule IS NOT NULL;

-- Whoever is suppressed is so once per scope until that is lifted.
DROP INDEX suppressions_one_live;
CREATE UNIQUE INDEX suppressions_one_live ON suppressions (channel, address_hash, domain, account_id)
  NULLS NOT DISTINCT WHERE lifted_at IS NULL;
CREATE INDEX suppressions_domains ON suppressions (domain) WHERE lifted_at IS NULL AND domain IS NOT NULL;

CREATE UNIQUE INDEX holds_one_live ON holds (scope, subject) WHERE lifted_at IS NULL;

-- A publication that is held at its hour is still to start.
DROP INDEX publications_open;
CREATE INDEX publications_open ON publications (release_at) WHERE state IN ('scheduled', 'held', 'releasing');

-- So that a hold on an issuer stops what was published before, too.
UPDATE publications p SET issuer_ids = ARRAY(SELECT jsonb_array_elements_text(r.content -> 'issuerIds')::uuid FROM revisions r WHERE r.id = p.revision_id);

-- Endpoints that get one edition only are few, and looked for on every list of a publication.
CREATE INDEX endpoints_first_only ON endpoints (outlet_id, journalist_id) WHERE editions = 'first' AND archived_at IS NULL;

-- Two imports that apply at once would each undo the other's rows.
CREATE UNIQUE INDEX imports_one_applying ON imports ((true)) WHERE state = 'applying';

-- A release stays what it was made as: the key of publications (release_id, test) leads here.
CREATE FUNCTION refuse_other_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a release is a test or it is not, for ever';
END $$;
CREATE TRIGGER releases_mode BEFORE UPDATE OF test ON releases
  FOR EACH ROW WHEN (OLD.test IS DISTINCT FROM NEW.test) EXECUTE FUNCTION refuse_other_mode();
CREATE TRIGGER publications_mode BEFORE UPDATE OF test ON publications
  FOR EACH ROW WHEN (OLD.test IS DISTINCT FROM NEW.test) EXECUTE FUNCTION refuse_other_mode();
