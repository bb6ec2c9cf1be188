-- A claim is a mark on its batch, no write to each delivery: those of a leased batch below it are in its worker's hands.
ALTER TABLE batches ADD COLUMN claimed_to integer NOT NULL DEFAULT 0;

-- A delivery that was handed over tells of that attempt itself: the ledger is written once for it. Others stand in attempts.
ALTER TABLE deliveries ADD COLUMN duration_ms integer, ADD COLUMN worker text;

-- What is claimed row by row at this moment is an attempt of unknown outcome, as where a worker was lost; every lease ends.
INSERT INTO attempts (publication_id, delivery_id, number, started_at, duration_ms, outcome, reason, worker)
  SELECT publication_id, id, attempts, now(), 0, 'unknown', 'worker-lost', 'migration' FROM deliveries WHERE state = 'sending'
  ON CONFLICT DO NOTHING;
UPDATE deliveries SET state = 'pending' WHERE state = 'sending';
UPDATE tally_shards SET pending = pending + sending, sending = 0 WHERE sending <> 0;
UPDATE batches SET state = 'ready', generation = generation + 1, leased_by = NULL, alive_key = NULL, lease_expires_at = NULL, rung_at = NULL
  WHERE state = 'leased';

-- Nothing waits of a publication that was canceled while it was being sent.
UPDATE deliveries d SET state = 'canceled', due_at = NULL FROM publications p
  WHERE p.id = d.publication_id AND p.state = 'canceled' AND d.state = 'pending';
UPDATE tally_shards t SET canceled = t.canceled + t.pending, pending = 0 FROM publications p
  WHERE p.id = t.publication_id AND p.state = 'canceled' AND t.pending <> 0;
UPDATE batches b SET state = 'done' FROM publications p WHERE p.id = b.publication_id AND p.state = 'canceled' AND b.state = 'ready';

-- A mark needs places that no two deliveries of a batch share.
UPDATE deliveries d SET position = placed.place FROM (
  SELECT x.publication_id, x.id, (row_number() OVER (PARTITION BY x.batch_id ORDER BY x.position, x.id) - 1)::int AS place
  FROM deliveries x JOIN batches b ON b.id = x.batch_id AND b.state <> 'done'
) AS placed WHERE d.publication_id = placed.publication_id AND d.id = placed.id AND d.position <> placed.place;

-- A worker of the version before claims nothing any more: nobody would find what it leaves behind.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_state;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state CHECK (
  state IN ('pending', 'retrying', 'available', 'delivered', 'failed', 'suppressed', 'superseded', 'canceled'));
