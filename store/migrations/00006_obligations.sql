-- +goose Up
-- What the law wants done, by when, and the proof that it was done. An obligation is
-- opened by an event of its dossier, in the transaction of the event; it is void when
-- what set it off turns out not to have happened.
CREATE TABLE dossier_events (
  dossier_id  uuid NOT NULL REFERENCES dossiers,
  event       text NOT NULL,               -- one of the events of the dossier's kind
  happened    date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (dossier_id, event, happened)
);
CREATE TABLE obligations (
  id             uuid PRIMARY KEY,
  dossier_id     uuid NOT NULL REFERENCES dossiers,
  name           text NOT NULL,
  title          text NOT NULL,
  event          text NOT NULL,
  document_id    uuid REFERENCES documents, -- that set it off
  happened       date NOT NULL,             -- the day of the event
  not_before     date,
  due            date,
  source         text NOT NULL,
  to_confirm     boolean NOT NULL,
  state          text NOT NULL CHECK (state IN ('open', 'done', 'void')),
  opened_at      timestamptz NOT NULL,
  done_on        date,                      -- the day of the proof
  proof          text NOT NULL DEFAULT '',  -- what proves it: a number of dispatch, a receipt
  proof_document uuid REFERENCES documents,
  ended_at       timestamptz,
  ended_by       text NOT NULL DEFAULT '',
  CHECK (not_before IS NOT NULL OR due IS NOT NULL),
  CHECK (state <> 'done' OR done_on IS NOT NULL AND (proof <> '' OR proof_document IS NOT NULL))
);
-- An obligation of an event is one for its day, one of a document is one for the
-- document: its day may be corrected.
CREATE UNIQUE INDEX obligations_of_event ON obligations (dossier_id, name, happened) WHERE document_id IS NULL AND state <> 'void';
CREATE UNIQUE INDEX obligations_of_document ON obligations (dossier_id, name, document_id) WHERE document_id IS NOT NULL AND state <> 'void';
CREATE INDEX obligations_due ON obligations ((coalesce(due, not_before)), id) WHERE state = 'open';
CREATE INDEX obligations_document ON obligations (document_id) WHERE document_id IS NOT NULL;
GRANT SELECT, INSERT ON dossier_events, obligations TO bordereau_app;
GRANT UPDATE ON obligations TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
