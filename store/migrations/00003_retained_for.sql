-- +goose Up
-- The closing of its dossier for which the lock of a document was last worked out:
-- where it is another one now, the lock has to be looked at again.
ALTER TABLE documents ADD COLUMN retained_for timestamptz;
INSERT INTO counters (name, value) VALUES ('retention_run', 0); -- when locks were last gone through, in Unix time
-- +goose Down
SELECT 'the record is not undone by a migration';
