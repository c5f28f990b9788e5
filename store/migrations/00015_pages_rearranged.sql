-- +goose Up
-- A clerk joins parts of a file, or takes one apart: the parts end, and others have their
-- pages. The place of a part follows from its first page, so that what comes later stands
-- where it belongs: a thousand a page, and how many documents began with it before.
ALTER TABLE documents ADD COLUMN taken_from uuid[]; -- the parts whose pages a part took over
UPDATE documents SET part = 1000 * part_pages[1] WHERE part_of IS NOT NULL;
COMMENT ON COLUMN documents.part IS 'its place among the file''s documents: 1000 for each page before it and its first one, and how many began with that page before; 0 is a file';
-- +goose Down
SELECT 'the record is not undone by a migration';
