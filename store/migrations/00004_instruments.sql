-- +goose Up
-- Which cheque a document shows: interbank zone, internal zone and number, as its
-- check duplicate_instrument was judged by. A column, not an expression over
-- understanding: that is rewritten at every step of every document, and an index on
-- it would be written anew each time.
ALTER TABLE documents ADD COLUMN instrument text;
CREATE INDEX documents_instrument ON documents (instrument) WHERE instrument IS NOT NULL;
-- Cheques from before count too, by their code line.
UPDATE documents SET instrument = regexp_replace(line, '^C([0-9]{7})C([0-9]{12})D([0-9]{12})A.*$', '\2 \3 \1')
FROM (SELECT id AS document, upper(regexp_replace(jsonb_path_query_first(understanding, '$.fields[*] ? (@.name == "code_line").value') #>> '{}', '\s', '', 'g')) AS line
  FROM documents WHERE type = 'cheque') l
WHERE id = document AND line ~ '^C[0-9]{7}C[0-9]{12}D[0-9]{12}A';
-- +goose Down
SELECT 'the record is not undone by a migration';
