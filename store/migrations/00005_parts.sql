-- +goose Up
-- A file may hold several documents: each becomes a document of its own, which
-- stands in the deposit where the file stood, in the order of its pages. It shares the
-- file's bytes, and none but its own pages are its.
ALTER TABLE documents
  ADD COLUMN part_of    uuid REFERENCES documents,
  ADD COLUMN part_pages int[] CHECK ((part_of IS NULL) = (part_pages IS NULL) AND cardinality(part_pages) <> 0),
  ADD COLUMN part       int NOT NULL DEFAULT 0;    -- its place among the file's documents, from 1; 0 is a file
ALTER TABLE documents DROP CONSTRAINT documents_deposit_id_ordinal_key;
ALTER TABLE documents ADD CONSTRAINT documents_place UNIQUE (deposit_id, ordinal, part);
CREATE INDEX documents_part_of ON documents (part_of) WHERE part_of IS NOT NULL;
-- +goose Down
SELECT 'the record is not undone by a migration';
