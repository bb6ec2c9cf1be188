-- How long a body may be.
ALTER TABLE "wires" ADD COLUMN "lengths" JSONB NOT NULL DEFAULT '{}';

-- What is doubted of an edition, and what editors have accepted of it.
ALTER TABLE "editions" ADD COLUMN "warnings" JSONB NOT NULL DEFAULT '[]';

CREATE TABLE "accepted_warnings" (
    "release_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "key_id" UUID NOT NULL,
    "actor" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "accepted_warnings_pkey" PRIMARY KEY ("release_id","language","key")
);

ALTER TABLE "accepted_warnings" ADD CONSTRAINT "accepted_warnings_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "releases"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
