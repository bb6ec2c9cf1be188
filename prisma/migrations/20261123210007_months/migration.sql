-- The ledger and the event log by month: a month is dropped as a table, not row by row. Keys stay what they were, since a
-- UUID v7 says its time. The months stand in a schema of their own, so that the listing of tables stays short.

CREATE SCHEMA months;

-- The least UUID v7 of an instant.
CREATE FUNCTION first_id(instant timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM instant) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- Makes room for one month of a table, if there is none. Attached, not created in place: that takes no lock that a reader
-- or a writer waits for.
CREATE FUNCTION open_month(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text := parent || '_' || to_char(month, 'YYYY_MM');
  starts timestamptz := date_trunc('month', month::timestamp) AT TIME ZONE 'UTC';
  ends timestamptz := (date_trunc('month', month::timestamp) + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('open_month', 0));
  IF to_regclass('months.' || name) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE months.%I (LIKE public.%I INCLUDING ALL)', name, parent);
  EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION months.%I FOR VALUES FROM (%L) TO (%L)',
    parent, name, first_id(starts), first_id(ends));
END $$;

-- This month and those to come, for every table that is cut.
CREATE FUNCTION open_months(today date, ahead int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR n IN 0..ahead LOOP
    PERFORM open_month(parent, (date_trunc('month', today::timestamp) + n * interval '1 month')::date)
    FROM unnest(ARRAY['deliveries', 'attempts', 'events']) AS parent;
  END LOOP;
END $$;

-- Whole tables anew, with what is in them: a table cannot become a partitioned one.
DO $$
DECLARE
  parent text;
  key text;
BEGIN
  FOR parent, key IN VALUES ('deliveries', 'publication_id'), ('attempts', 'publication_id'), ('events', 'id') LOOP
    EXECUTE format('ALTER TABLE public.%I SET SCHEMA months', parent);
    EXECUTE format('ALTER TABLE months.%I RENAME TO %I', parent, 'was_' || parent);
    EXECUTE format('CREATE TABLE public.%I (LIKE months.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (%I)',
      parent, 'was_' || parent, key);
  END LOOP;
END $$;

ALTER TABLE deliveries ADD CONSTRAINT deliveries_pkey PRIMARY KEY (id, publication_id);
CREATE UNIQUE INDEX deliveries_publication_id_endpoint_id_language_key ON deliveries (publication_id, endpoint_id, language);
CREATE INDEX deliveries_publication_id_id_idx ON deliveries (publication_id, id);
CREATE INDEX deliveries_batch_id_idx ON deliveries (batch_id);
CREATE INDEX deliveries_endpoint_id_idx ON deliveries (endpoint_id);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE batch_id IS NULL AND due_at IS NOT NULL;
ALTER TABLE attempts ADD CONSTRAINT attempts_pkey PRIMARY KEY (publication_id, delivery_id, number);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (id);
CREATE INDEX events_release_id_id_idx ON events (release_id, id);
CREATE INDEX events_subject_type_subject_id_id_idx ON events (subject_type, subject_id, id);
CREATE INDEX events_account_id_id_idx ON events (account_id, id);

-- Everything from before, and what a clock that was set back may still make.
DO $$
DECLARE
  parent text;
  this_month uuid := first_id(date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC');
BEGIN
  FOREACH parent IN ARRAY ARRAY['deliveries', 'attempts', 'events'] LOOP
    EXECUTE format('CREATE TABLE months.%I PARTITION OF public.%I FOR VALUES FROM (MINVALUE) TO (%L)',
      parent || '_before', parent, this_month);
  END LOOP;
  PERFORM open_months((now() AT TIME ZONE 'UTC')::date, 2);
END $$;

INSERT INTO deliveries SELECT * FROM months.was_deliveries;
INSERT INTO attempts SELECT * FROM months.was_attempts;
INSERT INTO events SELECT * FROM months.was_events;
DROP TABLE months.was_deliveries, months.was_attempts, months.was_events;

-- An erasure may rewrite what an event tells of a person, and nothing else of it.
CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND current_setting('dateline.erasing', true) = 'on'
    AND (OLD.id, OLD.at, OLD.kind, OLD.account_id, OLD.key_id, OLD.actor, OLD.subject_type, OLD.subject_id, OLD.release_id)
      IS NOT DISTINCT FROM
      (NEW.id, NEW.at, NEW.kind, NEW.account_id, NEW.key_id, NEW.actor, NEW.subject_type, NEW.subject_id, NEW.release_id)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only', 'events';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_event_change();
