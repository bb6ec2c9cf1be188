-- An import that cannot be applied for a reason of Dateline's own ends, and says so.
ALTER TABLE "imports" ADD COLUMN "failure" TEXT;
ALTER TABLE imports DROP CONSTRAINT imports_state;
ALTER TABLE imports ADD CONSTRAINT imports_state CHECK (state IN ('checking', 'checked', 'applying', 'applied', 'failed', 'discarded'));
ALTER TABLE imports ADD CONSTRAINT imports_failure CHECK (state <> 'failed' OR failure IS NOT NULL);
