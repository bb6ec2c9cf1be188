-- Lists by rule ask for tags, which few carry: an urgent release to fifty of a hundred thousand must not read them all.
CREATE INDEX outlets_tags_idx ON outlets USING gin (tags);
CREATE INDEX journalists_tags_idx ON journalists USING gin (tags);
