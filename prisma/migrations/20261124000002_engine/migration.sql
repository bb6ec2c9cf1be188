-- What a worker arms before the hour: it opens the gate only at the revision that it knows.
ALTER TABLE publications ADD COLUMN revision integer NOT NULL DEFAULT 1;

-- A batch has one channel, which says on whose capacity it travels. Those that are done are not asked any more.
ALTER TABLE batches ADD COLUMN channel text;
UPDATE batches b SET channel = COALESCE(
  (SELECT d.channel FROM deliveries d WHERE d.batch_id = b.id AND d.publication_id = b.publication_id LIMIT 1), 'email');
ALTER TABLE batches ALTER COLUMN channel SET NOT NULL;

-- The advisory lock of the worker that has the batch: once it is free, the worker is dead.
ALTER TABLE batches ADD COLUMN alive_key integer;

-- The ledger's keys begin with the publication: every statement of the engine names it, and claims read a batch in order. Who asks
-- by endpoint alone skips through the unique key, publication by publication.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_pkey;
DROP INDEX deliveries_publication_id_id_idx;
DROP INDEX deliveries_batch_id_idx;
DROP INDEX deliveries_endpoint_id_idx;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_pkey PRIMARY KEY (publication_id, id);
CREATE INDEX deliveries_publication_id_batch_id_position_idx ON deliveries (publication_id, batch_id, position);
CREATE INDEX deliveries_id_idx ON deliveries USING brin (id);

-- A delivery is updated twice while its release goes out, by state alone: with room on its page no index is written for that.
CREATE OR REPLACE FUNCTION open_month(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := parent || '_' || to_char(month, 'YYYY_MM');
  starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('open_month', 0));
  IF to_regclass('months.' || name) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE months.%I (LIKE public.%I INCLUDING ALL) WITH (fillfactor = %s)',
    name, parent, CASE parent WHEN 'deliveries' THEN 70 ELSE 100 END);
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION months.%I FOR VALUES FROM (%L) TO (%L)',
    parent, name, first_id(starts), first_id(ends));
END $$;
DO $$
DECLARE
  month regclass;
BEGIN
  FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'deliveries'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (fillfactor = 70)', month);
  END LOOP;
END $$;

-- Counters in shards: who claims and who records, in whichever process, adds to a row of its own and waits for nobody.
ALTER TABLE tallies RENAME TO tally_shards;
ALTER INDEX tallies_pkey RENAME TO tally_shards_pkey;
ALTER INDEX tallies_publication_id_idx RENAME TO tally_shards_publication_id_idx;
ALTER TABLE tally_shards ADD COLUMN shard smallint NOT NULL DEFAULT 0;
ALTER TABLE tally_shards DROP CONSTRAINT tally_shards_pkey;
ALTER TABLE tally_shards ADD CONSTRAINT tally_shards_pkey PRIMARY KEY (dispatch_id, channel, shard);
CREATE VIEW tallies AS
  SELECT dispatch_id, channel, publication_id, sum(pending)::int AS pending, sum(sending)::int AS sending,
    sum(retrying)::int AS retrying, sum(available)::int AS available, sum(delivered)::int AS delivered, sum(failed)::int AS failed,
    sum(suppressed)::int AS suppressed, sum(superseded)::int AS superseded, sum(canceled)::int AS canceled,
    min(first_hand_over_at) AS first_hand_over_at, max(last_hand_over_at) AS last_hand_over_at
  FROM tally_shards GROUP BY dispatch_id, channel, publication_id;
