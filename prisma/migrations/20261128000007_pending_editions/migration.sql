-- A publication may name languages whose editions are still being translated: until when they may come, and what else.
ALTER TABLE "publications" ADD COLUMN "pending_deadline" TIMESTAMPTZ(3),
ADD COLUMN "pending_missed_at" TIMESTAMPTZ(3),
ADD COLUMN "pending_policy" TEXT,
ADD COLUMN "pending_together" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "publications" ADD CONSTRAINT "publications_pending" CHECK (
    ("pending_deadline" IS NULL) = ("pending_policy" IS NULL) AND "pending_policy" IN ('hold', 'drop', 'fall-back'));

-- A target of such a language has no edition yet. Whoever was to get it may get another for it.
ALTER TABLE "dispatches" ADD COLUMN "instead_of" TEXT,
ALTER COLUMN "edition_id" DROP NOT NULL;
ALTER TABLE "dispatches" DROP CONSTRAINT "dispatches_state";
ALTER TABLE "dispatches" ADD CONSTRAINT "dispatches_state" CHECK ("state" IN ('pending', 'waiting', 'expanded', 'canceled'));
ALTER TABLE "dispatches" ADD CONSTRAINT "dispatches_edition" CHECK ("edition_id" IS NOT NULL OR "state" IN ('pending', 'canceled'));
DROP INDEX "dispatches_publication_id_language_outlet_list_id_key";
CREATE UNIQUE INDEX "dispatches_target_once" ON "dispatches" ("publication_id", "language", "outlet_list_id", "instead_of") NULLS NOT DISTINCT
    WHERE "outlet_list_id" IS NOT NULL;

-- What sweep asks every second.
CREATE INDEX "dispatches_pending" ON "dispatches" ("publication_id") WHERE "state" = 'pending';

-- A publication is held by Dateline itself where it is to wait for an edition that has not come in time.
ALTER TABLE "holds" DROP CONSTRAINT "holds_cause";
ALTER TABLE "holds" ADD CONSTRAINT "holds_cause" CHECK ("cause" IN ('pressed', 'restored', 'editions-missing'));
