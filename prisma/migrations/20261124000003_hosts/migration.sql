-- What is known of a far side: its limits, who sends to it where one worker has to, and its circuit breaker. A host has a row
-- once somebody limits it, its breaker has moved, or deliveries wait in its lane.
CREATE TABLE hosts (
  host text NOT NULL CONSTRAINT hosts_pkey PRIMARY KEY,
  at_once integer CONSTRAINT hosts_at_once CHECK (at_once > 0),
  pace_limit integer CONSTRAINT hosts_pace_limit CHECK (pace_limit > 0),
  pace_window_seconds integer CONSTRAINT hosts_pace_window CHECK (pace_window_seconds > 0),
  owner text,
  alive_key integer,
  generation integer NOT NULL DEFAULT 0,
  owner_expires_at timestamptz(3),
  busy_until timestamptz(3),
  rests_until timestamptz(3),
  slowed_until timestamptz(3),
  breaker text NOT NULL DEFAULT 'closed' CONSTRAINT hosts_breaker CHECK (breaker IN ('closed', 'open', 'half-open')),
  opened_at timestamptz(3),
  retry_at timestamptz(3),
  trips integer NOT NULL DEFAULT 0,
  failures integer NOT NULL DEFAULT 0,
  successes integer NOT NULL DEFAULT 0,
  reason text,
  warned_at timestamptz(3),
  revision integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT hosts_pace CHECK ((pace_limit IS NULL) = (pace_window_seconds IS NULL)),
  CONSTRAINT hosts_owner CHECK ((owner IS NULL) = (owner_expires_at IS NULL)),
  CONSTRAINT hosts_open CHECK ((breaker = 'closed') = (opened_at IS NULL) AND (breaker = 'closed') = (retry_at IS NULL))
);

-- A delivery that only the owner of this host may send. It stays there between its attempts.
ALTER TABLE deliveries ADD COLUMN lane text, ADD COLUMN lane_urgency smallint;
ALTER TABLE deliveries ADD CONSTRAINT deliveries_lane_urgency CHECK ((lane IS NULL) = (lane_urgency IS NULL));
CREATE INDEX deliveries_lane ON deliveries (lane, lane_urgency, due_at) WHERE lane IS NOT NULL AND batch_id IS NULL AND due_at IS NOT NULL;
-- What is gathered into ordinary batches: a long lane is not looked through each second.
CREATE INDEX deliveries_due_outside_lanes ON deliveries (due_at) WHERE lane IS NULL AND batch_id IS NULL AND due_at IS NOT NULL;

-- Whether anybody is there: a limit on a host that no endpoint has is a slip of the pen.
CREATE INDEX endpoints_host_idx ON endpoints (host);
