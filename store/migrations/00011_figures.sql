-- +goose Up
-- What supervisors count, told from the journal in the order of its leaves by one
-- process at a time, away from deposits and decisions. Rows are narrow and come in the
-- order of time, so that a block range index is enough: it costs next to nothing.
INSERT INTO counters (name, value) VALUES ('figures_leaf', 0), ('sample_run', 0); -- leaves that were counted; when samples were last drawn, in Unix time
CREATE TABLE figures_documents (
  document_id uuid PRIMARY KEY,
  branch      text NOT NULL,
  type        text NOT NULL,
  received_at timestamptz NOT NULL,
  settled_at  timestamptz,                 -- when the machine had done with it
  straight    boolean,                     -- no person was needed; null before, and for what is no document of its own
  ended_at    timestamptz,
  ended       text NOT NULL DEFAULT ''     -- decided, rejected, returned
) WITH (fillfactor = 80);
CREATE INDEX figures_documents_times ON figures_documents USING brin (received_at, settled_at, ended_at) WITH (pages_per_range = 16);
CREATE TABLE figures_decisions (
  decision_id uuid PRIMARY KEY REFERENCES decisions,
  document_id uuid NOT NULL,
  user_id     uuid NOT NULL,
  at          timestamptz NOT NULL,
  seconds     real,                        -- from when the task was taken; null where that is not known
  shown       int NOT NULL,                -- fields that were on the screen
  changed     int NOT NULL                 -- of them, set otherwise than the machine had read
);
CREATE INDEX figures_decisions_at ON figures_decisions USING brin (at) WITH (pages_per_range = 16);
CREATE INDEX figures_decisions_document ON figures_decisions (document_id);
CREATE TABLE figures_fields (
  day     date NOT NULL,
  type    text NOT NULL,
  field   text NOT NULL,
  band    smallint NOT NULL,               -- of the machine's confidence; -1: it had read nothing
  shown   bigint NOT NULL,
  given   bigint NOT NULL,                 -- a clerk gave the value, the same or another
  changed bigint NOT NULL,
  claimed double precision NOT NULL,       -- sum of the confidences of those given
  PRIMARY KEY (day, type, field, band)
);
CREATE INDEX deposits_times ON deposits USING brin (received_at) WITH (pages_per_range = 16);

-- Where events of somebody, of a kind or about something stand in the log. What is
-- found by it is read from the log itself.
CREATE TABLE journal_index (
  sequence    bigint PRIMARY KEY,
  at          timestamptz NOT NULL,
  kind        text NOT NULL,
  actor       text NOT NULL,
  subject     text NOT NULL,
  document_id uuid
);
CREATE INDEX journal_index_actor ON journal_index (actor, sequence);
CREATE INDEX journal_index_kind ON journal_index (kind, sequence);
CREATE INDEX journal_index_subject ON journal_index (subject, sequence);
CREATE INDEX journal_index_at ON journal_index (at);
-- Verifications of the log that people asked for.
CREATE TABLE chain_checks (
  id          uuid PRIMARY KEY,
  started_at  timestamptz NOT NULL,
  started_by  text NOT NULL,
  worker      text NOT NULL DEFAULT '',    -- who is at it
  seen_at     timestamptz,                 -- when it was last heard of, by the database's clock
  total       bigint NOT NULL,
  checked     bigint NOT NULL DEFAULT 0,
  breaks      bigint NOT NULL DEFAULT 0,
  findings    jsonb NOT NULL DEFAULT '[]', -- the first of them
  size        bigint NOT NULL DEFAULT 0,   -- of the newest head that was held against the log
  milliseconds bigint NOT NULL DEFAULT 0,
  finished_at timestamptz,
  failed      boolean NOT NULL DEFAULT false
);
-- Who read a document on which day: a reading is an event, once a day.
CREATE TABLE document_reads (
  document_id  uuid NOT NULL,
  day          date NOT NULL,
  principal_id text NOT NULL,
  PRIMARY KEY (document_id, day, principal_id)
);

-- Blind samples of what went straight through. What is drawn follows from the log: its
-- head chooses, and anybody can draw the same again.
CREATE TABLE sample_draws (
  day        date PRIMARY KEY,             -- of what was drawn from
  population int NOT NULL,
  drawn      int NOT NULL,
  share      double precision NOT NULL,
  least      int NOT NULL,
  head_size  bigint NOT NULL,              -- of the head that the seed was made of
  seed       text NOT NULL,
  drawn_at   timestamptz NOT NULL
);
CREATE TABLE samples (
  id          uuid PRIMARY KEY,
  day         date NOT NULL REFERENCES sample_draws,
  document_id uuid NOT NULL UNIQUE REFERENCES documents,
  type        text NOT NULL,
  branch      text NOT NULL,
  fields      jsonb NOT NULL,              -- names of those that are keyed again
  state       text NOT NULL CHECK (state IN ('open', 'agreed', 'illegible', 'differs')),
  tries       int NOT NULL DEFAULT 0,
  lease_id    uuid,
  leased_by   uuid REFERENCES users,
  lease_until timestamptz,
  keyed       jsonb NOT NULL DEFAULT '{}',
  differ      jsonb NOT NULL DEFAULT '[]', -- names of the fields that differ
  keyed_by    uuid REFERENCES users,
  keyed_at    timestamptz,
  CHECK ((state = 'open') = (keyed_at IS NULL))
);
CREATE INDEX samples_open ON samples (day, id) WHERE state = 'open';
CREATE INDEX samples_day ON samples (day);

-- What nobody's task holds and somebody has to settle: an entry that booking refused,
-- an error that a sample found.
CREATE TABLE open_items (
  id          uuid PRIMARY KEY,
  kind        text NOT NULL CHECK (kind IN ('entry_refused', 'sample_error')),
  entry_id    uuid REFERENCES entries,
  document_id uuid REFERENCES documents,
  sentence    text NOT NULL,
  state       text NOT NULL CHECK (state IN ('open', 'done')),
  opened_at   timestamptz NOT NULL,
  ended_at    timestamptz,
  ended_by    text NOT NULL DEFAULT '',
  note        text NOT NULL DEFAULT '',
  CHECK (entry_id IS NOT NULL OR document_id IS NOT NULL),
  CHECK ((state = 'done') = (ended_at IS NOT NULL))
);
CREATE INDEX open_items_open ON open_items (opened_at, id) WHERE state = 'open';
CREATE INDEX open_items_entry ON open_items (entry_id) WHERE entry_id IS NOT NULL;

-- A reversal is proposed by one and confirmed by another.
CREATE TABLE reversals (
  id          uuid PRIMARY KEY,
  entry_id    uuid NOT NULL REFERENCES entries,
  reason      text NOT NULL,
  proposed_by text NOT NULL,               -- id of the person, or of the machine
  proposer    text NOT NULL,               -- name
  proposed_at timestamptz NOT NULL,
  state       text NOT NULL CHECK (state IN ('open', 'confirmed', 'refused')),
  ended_by    text NOT NULL DEFAULT '',
  ended_at    timestamptz,
  CHECK ((state = 'open') = (ended_at IS NULL)),
  CHECK (state <> 'confirmed' OR ended_by <> proposed_by)
);
CREATE UNIQUE INDEX reversals_one_open ON reversals (entry_id) WHERE state = 'open';
-- How far each consumer has read the feed, and the days that were given as files.
CREATE TABLE feed_cursors (
  consumer text PRIMARY KEY,
  sequence bigint NOT NULL,
  at       timestamptz NOT NULL
);
CREATE TABLE entry_exports (
  id       uuid PRIMARY KEY,
  day      date NOT NULL,
  format   text NOT NULL,
  entries  bigint NOT NULL,
  totals   jsonb NOT NULL,
  sha256   text NOT NULL,
  name     text NOT NULL,                  -- of the file
  made_at  timestamptz NOT NULL,
  made_by  text NOT NULL
);
CREATE INDEX entry_exports_day ON entry_exports (day);
CREATE TABLE exported_entries (
  entry_id  uuid NOT NULL REFERENCES entries,
  export_id uuid NOT NULL REFERENCES entry_exports,
  PRIMARY KEY (entry_id, export_id)
);

GRANT SELECT, INSERT ON figures_documents, figures_decisions, figures_fields, journal_index, chain_checks, document_reads, sample_draws, samples,
  open_items, reversals, feed_cursors, entry_exports, exported_entries TO bordereau_app;
GRANT UPDATE ON figures_documents, figures_fields, chain_checks, feed_cursors TO bordereau_app;
GRANT UPDATE (state, tries, lease_id, leased_by, lease_until, keyed, differ, keyed_by, keyed_at) ON samples TO bordereau_app;
GRANT UPDATE (state, ended_at, ended_by, note) ON open_items TO bordereau_app;
GRANT UPDATE (state, ended_at, ended_by) ON reversals TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
