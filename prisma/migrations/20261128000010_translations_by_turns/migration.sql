-- Whose it is, and when a worker took it last: accounts take turns.
ALTER TABLE "translations" ADD COLUMN "account_id" UUID;
ALTER TABLE "translations" ADD COLUMN "taken_at" TIMESTAMPTZ(3);
UPDATE "translations" SET "account_id" = "releases"."account_id" FROM "releases" WHERE "releases"."id" = "translations"."release_id";

-- The version before orders without saying whose it is.
CREATE FUNCTION name_account_of_translation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.account_id := (SELECT account_id FROM releases WHERE id = NEW.release_id);
  RETURN NEW;
END $$;
CREATE TRIGGER translations_account BEFORE INSERT ON "translations" FOR EACH ROW WHEN (NEW.account_id IS NULL)
  EXECUTE FUNCTION name_account_of_translation();
ALTER TABLE "translations" ALTER COLUMN "account_id" SET NOT NULL;

-- What a worker looks for, of all accounts and then of one.
CREATE INDEX "translations_waiting" ON "translations" ("account_id", "next_try_at") WHERE "state" = 'requested' AND "next_try_at" IS NOT NULL;
DROP INDEX "translations_due";

-- When an account had its last turn.
CREATE INDEX "translations_turn" ON "translations" ("account_id", "taken_at") WHERE "taken_at" IS NOT NULL;
