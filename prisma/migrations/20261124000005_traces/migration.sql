-- The trace that a release was handed in by, and the one that its publication goes on with.
ALTER TABLE "releases" ADD COLUMN "traceparent" TEXT;
ALTER TABLE "publications" ADD COLUMN "traceparent" TEXT;
ALTER TABLE releases ADD CONSTRAINT releases_traceparent CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');
ALTER TABLE publications ADD CONSTRAINT publications_traceparent CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$');

-- What a scrape asks: the last that were released, and those that wait for an editor.
CREATE INDEX publications_released ON publications (released_at) WHERE state = 'released';
CREATE INDEX publications_overdue ON publications (release_at) WHERE state = 'overdue';
CREATE INDEX hosts_open ON hosts (breaker) WHERE breaker <> 'closed';
