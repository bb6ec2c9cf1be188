-- What schema.prisma cannot say. Tested by test/db/guards.test.ts.

ALTER TABLE wires ADD CONSTRAINT wires_only_one CHECK (singleton);
ALTER TABLE accounts ADD CONSTRAINT accounts_kind CHECK (kind IN ('company', 'agency', 'wire'));
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role CHECK (role IN ('submitter', 'editor', 'admin', 'auditor'));
ALTER TABLE endpoints ADD CONSTRAINT endpoints_one_owner CHECK (num_nonnulls(outlet_id, journalist_id) = 1);
ALTER TABLE endpoints ADD CONSTRAINT endpoints_state CHECK (state IN ('active', 'paused', 'disabled'));
ALTER TABLE outlet_list_members ADD CONSTRAINT outlet_list_members_one CHECK (num_nonnulls(outlet_id, journalist_id) = 1);
ALTER TABLE outlet_lists ADD CONSTRAINT outlet_lists_visibility CHECK (visibility IN ('everyone', 'owner'));
ALTER TABLE suppressions ADD CONSTRAINT suppressions_reason CHECK (reason IN ('unsubscribe', 'hard-bounce', 'complaint', 'admin'));
ALTER TABLE versions ADD CONSTRAINT versions_kind CHECK (kind IN ('original', 'update', 'correction', 'kill'));
ALTER TABLE versions ADD CONSTRAINT versions_state
  CHECK (state IN ('draft', 'submitted', 'returned', 'on-hold', 'declined', 'approved'));
ALTER TABLE publications ADD CONSTRAINT publications_state
  CHECK (state IN ('scheduled', 'releasing', 'released', 'canceled', 'held', 'overdue'));
ALTER TABLE publications ADD CONSTRAINT publications_urgency CHECK (urgency BETWEEN 1 AND 9);
ALTER TABLE dispatches ADD CONSTRAINT dispatches_state CHECK (state IN ('waiting', 'expanded', 'canceled'));
ALTER TABLE batches ADD CONSTRAINT batches_state CHECK (state IN ('ready', 'leased', 'done'));
ALTER TABLE deliveries ADD CONSTRAINT deliveries_state CHECK (
  state IN ('pending', 'sending', 'retrying', 'available', 'delivered', 'failed', 'suppressed', 'superseded', 'canceled'));
ALTER TABLE attempts ADD CONSTRAINT attempts_outcome CHECK (outcome IN ('delivered', 'temporary', 'permanent', 'unknown'));

-- A version goes out once; a canceled publication makes room for the next.
CREATE UNIQUE INDEX publications_one_live ON publications (version_id) WHERE state <> 'canceled';

-- An address is suppressed once per channel until that is lifted.
CREATE UNIQUE INDEX suppressions_one_live ON suppressions (channel, address_hash) WHERE lifted_at IS NULL;

-- What sweep asks every second: each index holds only what is still to do.
CREATE INDEX publications_open ON publications (release_at) WHERE state IN ('scheduled', 'releasing');
CREATE INDEX dispatches_waiting ON dispatches (publication_id) WHERE state = 'waiting';
CREATE INDEX batches_open ON batches (publication_id, state) WHERE state <> 'done';
CREATE INDEX batches_leased ON batches (lease_expires_at) WHERE state = 'leased';
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE batch_id IS NULL AND due_at IS NOT NULL;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;

CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER revisions_append_only BEFORE UPDATE OR DELETE ON revisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER editions_append_only BEFORE UPDATE OR DELETE ON editions FOR EACH ROW EXECUTE FUNCTION refuse_change();
