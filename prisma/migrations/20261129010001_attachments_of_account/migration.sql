-- The list of an account's files.
CREATE INDEX "attachments_account_id_id_idx" ON "attachments"("account_id", "id");
