-- +goose Up
-- A deposit writes one row in each of many tables, and each of these cost it an
-- index entry or a lock that nothing reads.
--
-- Most documents have no dossier, unit or text when they arrive: what is null is
-- not looked up.
DROP INDEX documents_dossier, documents_unit, documents_search;
CREATE INDEX documents_dossier ON documents (dossier_id, id) WHERE dossier_id IS NOT NULL;
CREATE INDEX documents_unit ON documents (unit_id) WHERE unit_id IS NOT NULL;
CREATE INDEX documents_search ON documents USING gin (search) WHERE search IS NOT NULL;
-- An event, its values and its place in the queue are written by one statement, and
-- its leaf from that queue: a foreign key would prove what cannot be otherwise, at the
-- price of a row lock each. What is tampered with later is fsck's to find: it reads
-- the leaves' hashes, which a foreign key does not.
ALTER TABLE event_values DROP CONSTRAINT event_values_event_id_fkey;
ALTER TABLE unsequenced DROP CONSTRAINT unsequenced_event_id_fkey;
ALTER TABLE leaves DROP CONSTRAINT leaves_event_id_fkey;
-- +goose Down
SELECT 'the record is not undone by a migration';
