-- +goose Up
-- A person's word that a paper is a piece of its dossier. It is taken back by its
-- deletion; the journal keeps both.
CREATE TABLE piece_words (
  dossier_id  uuid NOT NULL REFERENCES dossiers,
  piece       text NOT NULL,
  document_id uuid NOT NULL REFERENCES documents,
  reason      text NOT NULL,
  said_by     text NOT NULL,
  said_name   text NOT NULL, -- as the person was called then
  said_at     timestamptz NOT NULL,
  PRIMARY KEY (document_id, dossier_id, piece)
);
GRANT SELECT, INSERT, DELETE ON piece_words TO bordereau_app;
-- +goose Down
SELECT 'the record is not undone by a migration';
