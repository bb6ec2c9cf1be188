-- Deliveries lie in the order of their batches, and a batch is recorded in one go: every row of a page gets its second version at once.
-- With half of the page free for them no index is written.
CREATE OR REPLACE FUNCTION open_month(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := parent || '_' || to_char(month, 'YYYY_MM');
  starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('open_month', 0));
  IF to_regclass('months.' || name) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE months.%I (LIKE public.%I INCLUDING ALL) WITH (fillfactor = %s)',
    name, parent, CASE parent WHEN 'deliveries' THEN 48 ELSE 100 END);
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION months.%I FOR VALUES FROM (%L) TO (%L)',
    parent, name, first_id(starts), first_id(ends));
END $$;
DO $$
DECLARE
  month regclass;
BEGIN
  FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'deliveries'::regclass LOOP
    EXECUTE format('ALTER TABLE %s SET (fillfactor = 48)', month);
  END LOOP;
END $$;
