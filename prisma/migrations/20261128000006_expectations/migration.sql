-- What a hand-over asks is planned once and kept (docs/decisions/0012), often while the month is empty. Of an empty month the planner believes
-- that a publication has a row or two in it: reading all of a publication to find one delivery then looks as cheap as its key, and
-- stays the plan when there are thousands, until the month is analyzed. It is told the contrary: all of a month is one publication.
-- The first analysis puts what is true in its place.
CREATE FUNCTION expect_one_publication(part regclass) RETURNS void LANGUAGE sql AS $$
  SELECT pg_restore_attribute_stats('schemaname', relnamespace::regnamespace::text, 'relname', relname::text,
    'attname', 'publication_id', 'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 1::real)
  FROM pg_class WHERE oid = part AND NOT EXISTS (SELECT FROM pg_statistic WHERE starelid = part)
$$;

SELECT expect_one_publication(inhrelid) FROM pg_inherits WHERE inhparent IN ('public.deliveries'::regclass, 'public.attempts'::regclass);

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
  IF parent IN ('deliveries', 'attempts') THEN PERFORM expect_one_publication(to_regclass('months.' || name)); END IF;
END $$;
