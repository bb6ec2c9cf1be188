-- Every lease asks whether a hold was lifted since its hour: what it kept back is not late by our doing.
CREATE INDEX holds_lifted ON holds (lifted_at) WHERE lifted_at IS NOT NULL;
