-- A claim is a mark on its batch, no write to each delivery: those of a leased batch below it are in its worker's hands.
ALTER TABLE batches ADD COLUMN claimed_to integer NOT NULL DEFAULT 0;

-- A delivery that was handed over tells of that attempt itself: the ledger is written once for it. Others stand in attempts.
ALTER TABLE deliveries ADD COLUMN duration_ms integer, ADD COLUMN worker text;

-- What was claimed row by row until now, in the new way.
UPDATE batches b SET claimed_to = claimed.upto FROM (
  SELECT batch_id, max(position) + 1 AS upto FROM deliveries WHERE state = 'sending' AND batch_id IS NOT NULL GROUP BY batch_id
) AS claimed WHERE b.id = claimed.batch_id;
UPDATE deliveries SET state = 'pending', attempts = attempts - 1 WHERE state = 'sending';
