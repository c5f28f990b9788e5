-- +goose Up
-- What the daily look at the dossiers saw last, so that a piece that expired is told
-- of once, and its line is open again.
CREATE TABLE dossier_lines (
  dossier_id  uuid NOT NULL REFERENCES dossiers,
  piece       text NOT NULL,
  state       text NOT NULL,
  why         text NOT NULL,
  since       timestamptz NOT NULL,
  reopened_at timestamptz,                  -- it was satisfied before
  PRIMARY KEY (dossier_id, piece)
);
CREATE INDEX dossier_lines_reopened ON dossier_lines (reopened_at, dossier_id) WHERE reopened_at IS NOT NULL;
INSERT INTO counters (name, value) VALUES ('followup_run', 0); -- when dossiers were last gone through, in Unix time
-- Letters that ask for what is missing. The machine drafts, a person releases, and
-- nobody but people sends.
CREATE TABLE letters (
  id          uuid PRIMARY KEY,
  dossier_id  uuid NOT NULL REFERENCES dossiers,
  body        jsonb NOT NULL,               -- what it says
  sha256      text NOT NULL,                -- of pdf
  pdf         bytea NOT NULL,
  state       text NOT NULL CHECK (state IN ('draft', 'released')),
  drafted_at  timestamptz NOT NULL,
  drafted_by  text NOT NULL,
  released_at timestamptz,
  released_by text NOT NULL DEFAULT '',
  CHECK (state <> 'released' OR released_at IS NOT NULL AND released_by <> '')
);
CREATE INDEX letters_dossier ON letters (dossier_id, id);
-- What a clerk asks the branch about a document, and what it answers.
CREATE TABLE questions (
  id          uuid PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES documents,
  text        text NOT NULL,
  asked_at    timestamptz NOT NULL,
  asked_by    text NOT NULL,
  answer      text NOT NULL DEFAULT '',
  answered_at timestamptz,
  answered_by text NOT NULL DEFAULT '',
  CHECK ((answer = '') = (answered_at IS NULL))
);
CREATE INDEX questions_document ON questions (document_id, id);
CREATE INDEX questions_open ON questions (id) WHERE answered_at IS NULL;
GRANT SELECT, INSERT ON dossier_lines, letters, questions TO bordereau_app;
GRANT UPDATE, DELETE ON dossier_lines TO bordereau_app;
GRANT UPDATE (state, released_at, released_by) ON letters TO bordereau_app;
GRANT UPDATE (answer, answered_at, answered_by) ON questions TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
