-- Why there is this version: what a correction corrects, why a kill.
ALTER TABLE versions ADD COLUMN reason text;
ALTER TABLE versions ADD CONSTRAINT versions_original CHECK ((number = 1) = (kind = 'original'));
ALTER TABLE versions ADD CONSTRAINT versions_kill_reason CHECK (kind <> 'kill' OR reason IS NOT NULL);

-- A dispatch without a list goes to whoever was sent an earlier version; one per language.
ALTER TABLE dispatches ALTER COLUMN outlet_list_id DROP NOT NULL;
CREATE UNIQUE INDEX dispatches_earlier_once ON dispatches (publication_id, language) WHERE outlet_list_id IS NULL;

-- What sweep asks every second: later versions that may have something to supersede.
CREATE INDEX publications_later ON publications (updated_at) WHERE version_number > 1;

-- What was being sent of earlier versions when a later one was released, or a kill was published.
CREATE TABLE in_flight (
  publication_id          uuid           NOT NULL,
  delivery_id             uuid           NOT NULL,
  delivery_publication_id uuid           NOT NULL,
  seen_at                 timestamptz(3) NOT NULL,
  CONSTRAINT in_flight_pkey PRIMARY KEY (publication_id, delivery_id)
);
