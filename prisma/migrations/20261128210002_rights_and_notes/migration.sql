-- A note to desks, and where the issuer shows the text itself.
ALTER TABLE "editions" ADD COLUMN "desk_note" TEXT;
ALTER TABLE "editions" ADD COLUMN "canonical_url" TEXT;

-- What the wire says of text and data mining where a release says nothing.
ALTER TABLE "wires" ADD COLUMN "mining" TEXT NOT NULL DEFAULT 'reserved';
ALTER TABLE "wires" ADD COLUMN "mining_policy_url" TEXT;
